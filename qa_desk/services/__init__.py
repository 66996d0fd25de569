"""What one can do: one class per family of use-cases, named by a gerund; each takes an actor and asks first."""
