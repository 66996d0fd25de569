"""Departments that may own a cause: whom to ask, how long an answer may take, until when."""
