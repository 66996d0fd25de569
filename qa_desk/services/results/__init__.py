"""Results of a period: scored calls with their critical families, charts, what customers say, recognition."""
