"""What follows from agreement figures: survey estimates, control charts, drift, the split of variance. Numpy only."""
