"""The people of the centre: who they are, what they may do, where they belong, when they are away."""
