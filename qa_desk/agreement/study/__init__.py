"""Whole studies: agreement with a standard, gauge studies, comparison, influence, sample size."""
