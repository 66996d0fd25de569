"""The rules that stand in PostgreSQL itself: roles, row-level security, guards, and what it does by itself."""
