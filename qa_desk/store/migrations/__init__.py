"""The steps from one schema to the next; a released one never changes."""
