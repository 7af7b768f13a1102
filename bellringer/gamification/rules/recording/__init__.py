"""From a command to all that follows from it."""
