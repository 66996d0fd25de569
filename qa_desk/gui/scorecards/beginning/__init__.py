"""Beginning a scorecard: from a template, a copy, a file, or nothing."""
