"""Practise and qualify: what is due today, where one differs from the standard, and the qualifications."""
