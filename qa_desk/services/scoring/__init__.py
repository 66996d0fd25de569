"""Scoring: who has which call, the desk and what it saves, work away from the store, what is opened again."""
