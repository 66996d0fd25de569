"""Sampling: plans and their files, the population, the draw itself, who gets what was drawn, its estimates."""
