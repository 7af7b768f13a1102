"""Streaks: the run that the days of a member give."""
