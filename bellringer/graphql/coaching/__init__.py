"""Coaching: what members and those who lead them agree, look at and say to each other."""
