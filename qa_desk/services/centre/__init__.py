"""The workspace as a whole: what a new one is furnished with, its time zone, and the check of it."""
