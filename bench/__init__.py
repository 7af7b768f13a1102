"""The benchmark: what the API does in a second, beside what SQL alone does on the same server."""
