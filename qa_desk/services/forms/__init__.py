"""Scorecards and wordings: drafts, versions, their files with lines and rules, what a change does."""
