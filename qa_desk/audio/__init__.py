"""Sound: reading recordings in blocks, drawing data (peaks), playing. No Qt, no database."""
