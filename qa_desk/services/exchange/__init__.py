"""Evaluations out to files and in from them: read, mapped, understood and kept, and written."""
