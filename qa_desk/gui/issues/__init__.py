"""The page that shows where deductions concentrate, whether it moved, and lets one hear it."""
