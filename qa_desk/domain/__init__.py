"""What we talk about: calls, people, scorecards, evaluations and the rules that hold for them. Standard library only."""
