"""Calibration: panels called together, sessions, what they agree on, the meeting, and what settling keeps."""
