"""Drift: from facts of sessions to deviations, and from charts to what the board shows."""
