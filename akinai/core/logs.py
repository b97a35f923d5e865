"""Logs: lines for people on a terminal, JSON elsewhere; to stderr, so that results on stdout stay clean."""

import logging
import os
import sys

import structlog


def configure(*, level: str = "INFO") -> None:
    """Set logging up for this process. AKINAI_LOG_LEVEL overrides the level."""
    number = logging.getLevelNamesMapping().get(os.environ.get("AKINAI_LOG_LEVEL", level).upper(), logging.INFO)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_form()],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    # Their start and end of each job and request are noise beside our own lines.
    for name in ("procrastinate", "httpx", "httpcore", "granian.access"):
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


def _form() -> list[structlog.typing.Processor]:
    if sys.stderr.isatty():
        return [structlog.dev.ConsoleRenderer()]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
