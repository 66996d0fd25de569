"""What we talk about: calls, people, scorecards, evaluations and their rules. Standard library only."""
