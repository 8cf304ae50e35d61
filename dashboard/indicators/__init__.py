"""Indicators: what can be measured on the records, with its uncertainty and what it may not say."""
