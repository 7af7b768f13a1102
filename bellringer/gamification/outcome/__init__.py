"""What was decided, as values: the stores write them, nobody decides again."""
