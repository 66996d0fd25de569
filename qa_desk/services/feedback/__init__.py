"""The parts of the loop to the agent: its rules, what is read of it, and what a decision leads to."""
