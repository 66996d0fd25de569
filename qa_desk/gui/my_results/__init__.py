"""The room My results: what was released to an agent of their own calls."""
