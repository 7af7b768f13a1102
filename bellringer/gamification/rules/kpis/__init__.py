"""KPIs: what they are, their formulas, and series of them."""
