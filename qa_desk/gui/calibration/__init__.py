"""The calibration room: sessions opened blind, revealed, settled, and what they say of the panel."""
