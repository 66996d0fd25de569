"""The loop to the agent: results released, answered and decided; coaching; whether it is recognised and helps."""
