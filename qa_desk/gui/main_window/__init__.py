"""The window around the pages: bars, notices, palette, keys sheet, About, and the first screen."""
