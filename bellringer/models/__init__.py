"""The ground: tables, and the database that holds them."""
