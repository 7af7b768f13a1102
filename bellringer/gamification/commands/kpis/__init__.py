"""What is asked about KPIs."""
