"""My calls: the queue of one inspector, and the scoring desk for the call that is open."""
