"""Badges: what there is, who has them, and what their criteria look at."""
