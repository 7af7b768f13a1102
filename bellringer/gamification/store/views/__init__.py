"""What a reader sees: rows as values for the API, apart from what decisions read under lock."""
