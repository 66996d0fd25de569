"""Encryption of recordings at rest: the format, the keys, and the private place that sound is decrypted into."""
