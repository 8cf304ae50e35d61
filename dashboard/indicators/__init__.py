"""What accounts and incidents add up to, as small tables with their uncertainty."""
