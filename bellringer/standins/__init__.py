"""Stand-ins for services of others, so that everything runs on one machine without an account."""
