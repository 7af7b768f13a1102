"""The heart: what an activity is worth, and all that follows from it."""
