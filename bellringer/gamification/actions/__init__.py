"""Verbs, one file each: lock, read, decide, save."""
