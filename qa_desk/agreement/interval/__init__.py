"""Agreement of measured values (total scores, points): one file a family of statistics."""
