"""Places that recordings lie in: a folder of this machine, a shared folder, or an object store."""
