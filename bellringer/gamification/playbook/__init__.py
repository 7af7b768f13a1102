"""How one organization plays: kinds, metrics, rules, boards, streaks, badges and calendars, as frozen values."""
