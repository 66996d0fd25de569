"""Drift of an instrument: EWMA and CUSUM over standardised deviations, whose limits hold a stated false-alarm rate."""
