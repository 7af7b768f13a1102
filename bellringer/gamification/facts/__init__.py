"""What the rules may look at: the state of the members, goals, streaks and awards that a batch touches."""
