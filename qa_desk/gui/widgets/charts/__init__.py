"""Figures on the screen: forest plot, heat table, Pareto and time series, from the descriptions in reports/figures."""
