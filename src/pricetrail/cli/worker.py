"""`worker`: a Celery worker, on as many machines as wanted."""

import os
from typing import Annotated

import typer

from pricetrail.bootstrap import broker_url, missing_browser
from pricetrail.cli.console import note_line
from pricetrail.config import load_settings

# ruff: noqa: PLC0415 - Celery is an extra, and it is loaded when all else is right


def worker(
    concurrency: Annotated[
        int | None,
        typer.Option("--concurrency", min=1, max=256, help="Processes; otherwise one per core."),
    ] = None,
    queues: Annotated[
        str | None,
        typer.Option(
            "--queues",
            metavar="NAMES",
            help="Some of http, browser and io, comma-separated; otherwise all that can be worked "
            "off here.",
        ),
    ] = None,
) -> int:
    """Scrape what was queued, with the other workers on the broker that REDIS_URL names.

    SIGTERM and Ctrl-C end it: what it has begun is finished or given back within ten seconds.
    `pricetrail beat` has to run somewhere too. Example: pricetrail worker --concurrency 4
    """
    settings = load_settings()
    url = broker_url(settings)
    from celery import signals
    from celery.worker import state

    from pricetrail.queue.broker import shown
    from pricetrail.worker.celery_app import app
    from pricetrail.worker.queues import fitting_queues

    named = None if queues is None else [name.strip() for name in queues.split(",")]
    working_off = fitting_queues(named, missing_browser(settings))
    said = f"working off {', '.join(working_off)} of {shown(url)}; Ctrl-C ends it"
    signals.worker_ready.connect(lambda **_: note_line(said), weak=False)
    running = app.Worker(
        concurrency=concurrency or os.cpu_count(),
        queues=named,
        loglevel=settings.log_level.upper(),
        quiet=True,
        without_gossip=True,
        without_mingle=True,
    )
    running.start()
    return 0 if state.should_stop is not None else int(running.exitcode or 0)
