"""Recognition: who stands for a month by its standings, what is open or decided, and who voted for whom."""
