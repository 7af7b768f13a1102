"""KPIs: the catalogue, series of members, teams and the organization, and what the organization gives for them."""
