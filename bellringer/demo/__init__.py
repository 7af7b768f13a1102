"""A made-up organization with a history and live traffic, the same for the same seed."""
