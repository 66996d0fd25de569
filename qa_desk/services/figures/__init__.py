"""What `Measuring` is made of: facts of sessions as arrays, and the figures on them; pure but for the reading."""
