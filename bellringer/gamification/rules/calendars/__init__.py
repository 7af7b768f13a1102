"""Days, periods and working days: whose day it is, and whether it counts."""
