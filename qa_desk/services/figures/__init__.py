"""What each score is worth: facts of sessions as arrays, and the figures on them."""
