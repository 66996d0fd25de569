"""What a draft would have done to the evaluations of a past time, before it is published."""
