"""What follows from evaluations, laid from their extracts on either database: seals, facts, texts to be found."""
