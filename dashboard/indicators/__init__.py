"""Measures made from accounts and incidents, each with what it rests on and how sure it is."""
