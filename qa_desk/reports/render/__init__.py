"""A Document in, bytes out: one file a format."""
