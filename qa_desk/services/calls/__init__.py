"""Calls and how they come to be heard: the list, one call, its sound, monitoring, saved filters, the one search."""
