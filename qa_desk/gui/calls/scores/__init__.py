"""Scores files in the page Calls: a sheet's columns and words settled, evaluations brought in, and handed out."""
