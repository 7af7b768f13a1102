"""Competitions: what they may be, when they run, who wins them, and what is told."""
