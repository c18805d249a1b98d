"""`worker`: a Celery worker, on as many machines as wanted."""

import os
from typing import Annotated

import typer

from pricetrail.bootstrap import broker_url
from pricetrail.cli.console import note_line
from pricetrail.config import load_settings
from pricetrail.errors import UsageError
from pricetrail.queue.messages import QUEUES

# ruff: noqa: PLC0415 - Celery is an extra, and it is loaded when all else is right

_ALL = ",".join(QUEUES)


def worker(
    concurrency: Annotated[
        int | None,
        typer.Option("--concurrency", min=1, max=256, help="Processes; otherwise one per core."),
    ] = None,
    queues: Annotated[
        str, typer.Option("--queues", help="Which queues to work off, comma-separated.")
    ] = _ALL,
) -> int:
    """Scrape what was queued, with the other workers on the broker that REDIS_URL names.

    SIGTERM and Ctrl-C end it: what it has begun is finished or given back within ten seconds.
    `pricetrail beat` has to run somewhere too. Example: pricetrail worker --concurrency 4
    """
    wanted = [name.strip() for name in queues.split(",")]
    if unknown := set(wanted) - set(QUEUES):
        raise UsageError(f"no queue {', '.join(sorted(unknown))!r}; there are {_ALL}")
    settings = load_settings()
    url = broker_url(settings)
    from celery import signals
    from celery.worker import state

    from pricetrail.queue.broker import shown
    from pricetrail.worker.celery_app import app

    said = f"working off {', '.join(wanted)} of {shown(url)}; Ctrl-C ends it"
    signals.worker_ready.connect(lambda **_: note_line(said), weak=False)
    running = app.Worker(
        concurrency=concurrency or os.cpu_count(),
        queues=wanted,
        loglevel=settings.log_level.upper(),
        quiet=True,
        without_gossip=True,
        without_mingle=True,
    )
    running.start()
    return 0 if state.should_stop is not None else int(running.exitcode or 0)
