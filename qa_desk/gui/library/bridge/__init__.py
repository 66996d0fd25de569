"""Two versions of a form on the same standard cases."""
