"""Two versions of a scorecard side by side, and what a change would have done to real evaluations."""
