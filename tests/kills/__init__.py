"""Kills: everything that can be killed is, under traffic and faults of FCM, and judged when it is quiet again."""
