"""The page of standard cases: find, hear, compare, keep, approve and retire them."""
