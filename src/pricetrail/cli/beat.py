"""`beat`: the clock that has the workers look for what is due."""

from pricetrail.bootstrap import broker_url
from pricetrail.cli.console import note_line
from pricetrail.config import load_settings

# ruff: noqa: PLC0415 - Celery is an extra, and it is loaded when all else is right


def beat() -> None:
    """Have a worker look for what is due, every five seconds; what is due stands in the store.

    One is needed; a second one does no harm. SIGTERM and Ctrl-C end it. Example: pricetrail beat
    """
    settings = load_settings()
    url = broker_url(settings)
    from celery import signals

    from pricetrail.queue.broker import shown
    from pricetrail.worker.celery_app import app

    said = f"ticking on {shown(url)}; Ctrl-C ends it"
    signals.beat_init.connect(lambda **_: note_line(said), weak=False)
    app.Beat(loglevel=settings.log_level.upper(), quiet=True).run()
