"""The page Drift: whose scoring moves away from the standard."""
