"""The voice: who is told, on which channel, when and in which words."""
