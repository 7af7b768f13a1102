"""Pure rules: the same input gives the same answer; no database, clock, framework or chance."""
