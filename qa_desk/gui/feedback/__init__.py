"""The room Feedback: results on their way to agents, and the disputes about them."""
