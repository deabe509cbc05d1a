"""Logs: one JSON object a line, with the id of the request it belongs to.

Personal data stays out: messages carry ids and route names, never addresses of
pages (which hold case numbers and links of permits), names, or answers.
"""

import logging
import logging.config
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from satupintu.kernel.errors import Misconfigured

_DATABASE_ERRORS = {
    "CheckViolation",
    "DataError",
    "DatabaseError",
    "ExclusionViolation",
    "ForeignKeyViolation",
    "IntegrityError",
    "NotNullViolation",
    "UniqueViolation",
}
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def configuration(*, level: str) -> dict[str, Any]:
    """The dictionary for `logging.config`. Raises `Misconfigured`."""
    if level not in _LEVELS:
        raise Misconfigured(
            f"SATUPINTU_LOG_LEVEL is “{level}”. Give one of {', '.join(_LEVELS)}."
        )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _shared(),
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "filters": {"no_page_address": {"()": NoPageAddress}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Every 404 of a curious robot is not an event; an exception is.
            "django.request": {"level": "ERROR", "filters": ["no_page_address"]},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "procrastinate": {"level": "WARNING"},
            # It quotes what it stumbles over, thousands of times in one bad file,
            # and that file is a person's.
            "pypdf": {"level": "CRITICAL"},
            "axes": {"level": "ERROR"},
        },
    }


def configure(config: dict[str, Any]) -> None:
    """Set up structlog and the standard library's logging (LOGGING_CONFIG)."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(config)


class NoPageAddress(logging.Filter):
    """Put the name of the route where Django writes the address of the page."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        if record.args and isinstance(record.args, tuple) and request is not None:
            route = match.view_name if match else "unknown"
            record.args = (*record.args[:-1], route)
        return True


def _shared() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(
            # Where, not what: variables may hold personal data.
            structlog.tracebacks.ExceptionDictTransformer(
                show_locals=False, use_rich=False
            )
        ),
        _without_rows,
    ]


def _without_rows(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The database quotes the row it refuses; that row may be a person's."""
    for trace in event.get("exception") or ():
        if trace.get("exc_type") in _DATABASE_ERRORS:
            trace["exc_value"] = "(left out)"
    return event
