"""What is computed from incidents and accounts beyond counting them."""
