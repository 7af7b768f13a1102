"""Points: what an activity pays, and who may change that."""
