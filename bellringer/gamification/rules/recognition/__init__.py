"""Team and member of the month: who stands for it, who wins it, and what is told."""
