"""Files of others, read row by row into commands; a bad row is refused with its line and reason."""
