"""Standard cases: the library, writing and approving, what a form change touches, how hard a case is."""
