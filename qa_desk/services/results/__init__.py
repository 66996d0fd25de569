"""Parts of summarising: scored calls with their critical families, their charts, results and what customers say."""
