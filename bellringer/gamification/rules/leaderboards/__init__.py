"""Leaderboards: scores, order and rank, and when they are final."""
