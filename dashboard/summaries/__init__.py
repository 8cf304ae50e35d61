"""Small tables and sentences made from the rows that a filter let pass."""
