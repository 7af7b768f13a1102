"""What KPIs are asked of and made of."""
