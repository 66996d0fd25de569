"""The parts of an import: finding files, reading tables and transcripts, keeping what they say."""
