"""Plans, what they would draw, what they drew, and who is exempt."""
