"""Standard wordings: what customers are told about a matter, listed, written, followed up and withdrawn."""
