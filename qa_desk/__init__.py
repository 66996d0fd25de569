"""QA Desk: score sampled calls blind, and know how far the scores can be trusted."""

__version__ = "0.1.0"
