"""Goals: what both sides agree, how far it is, and what is passed on the way."""
