"""How alike raters are: statistics of agreement, each with its uncertainty or the reason for its absence."""
