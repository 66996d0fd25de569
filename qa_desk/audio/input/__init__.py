"""Recording: the devices that sound comes from, and the file it is written to."""
