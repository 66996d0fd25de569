"""Drawing calls by a plan: its file, the population, the draw itself, and who gets what was drawn."""
