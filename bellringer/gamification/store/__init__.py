"""SQL: rows in, values out, set-based; never decides."""
