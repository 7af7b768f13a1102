"""How an organization plays, read and written as a whole."""

from bellringer.gamification.store.playbook.reading import hold, read
from bellringer.gamification.store.playbook.shelf import Shelf
from bellringer.gamification.store.playbook.writing import bump, write

__all__ = ["Shelf", "bump", "hold", "read", "write"]
