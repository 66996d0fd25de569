"""Writing a standard case: its answers at the desk's form, its passage and evidence on the sound, what it is about."""
