"""Lists of rows that a page shows: columns as data, a model over frozen rows, and the view with its keys."""
