"""The preferences: one control for every setting that `shell.settings` declares, and the keys."""
