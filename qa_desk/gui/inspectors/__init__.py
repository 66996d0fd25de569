"""The page of inspectors: how accurate each is, how far they repeat themselves, and what a score is made of."""
