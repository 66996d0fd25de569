"""Two versions of a scorecard side by side."""
