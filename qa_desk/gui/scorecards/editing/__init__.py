"""The editor of a scorecard draft: outline, the part chosen with all its fields, preview and item statistics."""
