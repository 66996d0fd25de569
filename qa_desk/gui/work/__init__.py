"""The lead's board: who has how much to score, and giving it to somebody else."""
