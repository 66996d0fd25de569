"""Agreement of raters in any ratings file, opened by drop: verdict, intervals, pairs, categories."""
