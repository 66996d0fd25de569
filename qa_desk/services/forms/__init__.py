"""Scorecards as files: reading YAML with its lines, the rules of a form, writing it back."""
