"""One standard case on a page of its own: the passage to hear, what is settled and why, its history and its care."""
