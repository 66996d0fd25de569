"""What `Practising` and `Qualifying` are made of: comparing, recalling, known cases, sets, and their words."""
