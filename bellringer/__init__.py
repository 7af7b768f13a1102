"""Bellringer: points, goals, streaks, badges and live leaderboards for sales teams."""
