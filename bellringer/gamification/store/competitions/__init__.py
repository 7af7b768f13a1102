"""Competitions, who takes part and who won, and what the timetable has to look at."""
