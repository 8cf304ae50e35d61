"""How many examples the laws of this folder are held against."""

from hypothesis import HealthCheck, settings

LEAST = 500
NUMBER = max(LEAST, settings().max_examples)

MANY = settings(max_examples=NUMBER, suppress_health_check=[*HealthCheck])
"""As many as the profile in use says (`--hypothesis-profile many`), 500 at least."""
