"""A Document on paper: `ink` measures, `pieces` and `tables` make pieces of blocks, `pages` lays, `printing` paints."""
