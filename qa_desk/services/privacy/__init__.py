"""Whose data it is: what is covered, masked, encrypted, forgotten, and how long anything is kept."""
