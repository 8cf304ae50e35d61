"""Indicators: measures with their formula, their inputs and their uncertainty, as tidy tables."""
