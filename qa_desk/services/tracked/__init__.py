"""Following an issue through: its item, its cause owner, its effect, and the weekly meeting."""
