"""Parts of the use-cases around standard cases: what a sheet must hold, what a form change touches, how hard it is."""
