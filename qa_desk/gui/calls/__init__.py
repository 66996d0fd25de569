"""The calls of the centre: finding and hearing them, one call with what it came to, assigning, importing."""
