"""Logs: one JSON object a line, with tracebacks but never with the values of variables, which may be secrets."""

import logging
import sys

import structlog


def write_logs(level: int = logging.INFO) -> None:
    """Write logs to standard error, for the whole process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    driver = logging.getLogger("asyncpg")
    driver.handlers = [_Driver(logging.WARNING)]
    driver.propagate = False


class _Driver(logging.Handler):
    """Writes what the database's driver says, mostly of a server that is away, in one line without traceback."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        fault = record.exc_info[1] if record.exc_info else None
        structlog.get_logger(record.name).warning(
            "database.driver",
            said=record.getMessage(),
            error=type(fault).__name__ if fault else None,
        )
