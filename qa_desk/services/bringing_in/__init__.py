"""Imports: finding files, reading tables and transcripts, keeping what they say, saying what came of it."""
