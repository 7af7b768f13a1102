"""The door: HTTP in, HTTP out, and the wiring of the whole; no rules."""
