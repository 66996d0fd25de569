"""Where private matter is masked, covered, and removed for good."""
