"""Drawing calls so that each has a known probability: places from SHA-256, and schemes that make a sample of them."""
