"""What follows from agreement figures: survey estimates, control charts, drift and the split of variance. Numpy only."""
