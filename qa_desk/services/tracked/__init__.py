"""Parts of following an issue through: its cause owner, its effect, and the weekly meeting."""
