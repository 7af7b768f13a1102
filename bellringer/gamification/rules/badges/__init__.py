"""Badges: what earns one, and what takes it back."""
