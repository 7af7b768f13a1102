"""Why the embedded PostgreSQL does not run."""


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL can't run; the message says why and what to do."""


class DataFolderInUseError(EmbeddedPostgresError):
    """Another process owns the database in this data folder."""
