"""The page that shows every registered report and writes it to a file."""
