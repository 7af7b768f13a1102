"""Coaching as those read it whom it concerns."""
