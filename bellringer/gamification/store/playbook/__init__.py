"""How an organization plays, read and written as a whole."""

from bellringer.gamification.store.playbook.reading import read
from bellringer.gamification.store.playbook.writing import bump, write

__all__ = ["bump", "read", "write"]
