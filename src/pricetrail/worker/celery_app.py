"""The Celery app: ``celery --app pricetrail.worker.celery_app worker`` and ``… beat``.

Importing it is cheap and reads nothing; settings are read when Celery first needs one.
"""

import logging
from collections.abc import Callable
from typing import Any

from celery import Celery, signals
from kombu.utils.objects import cached_property

from pricetrail.bootstrap import log_allowed, missing_browser, services
from pricetrail.config import Settings, load_settings
from pricetrail.errors import UsageError
from pricetrail.log import configure_logging
from pricetrail.worker.config import worker_config
from pricetrail.worker.process import Opener, Process
from pricetrail.worker.queues import Refused
from pricetrail.worker.tasks import add_tasks


class LazyApp(Celery):
    """An app that asks for its settings when Celery first needs one."""

    def __init__(self, name: str, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        super().__init__(name, set_as_current=False)

    @cached_property
    def Worker(self) -> Any:  # noqa: N802 - Celery's name
        """The class of this app's workers."""
        return self.subclass_with_self("pricetrail.worker.queues:FittingWorker", name="Worker")

    def missing_browser(self) -> str | None:
        """What the browser lacks on this machine; None where it has all."""
        return missing_browser(self._settings())

    def on_configure(self) -> None:
        """Read the settings. What it raises ends the command, unlike a receiver of a signal."""
        self.config_from_object(_config(self._settings))


def make_app(
    settings: Callable[[], Settings] = load_settings, open_services: Opener = services
) -> Celery:
    """The app on what `settings` gives when it is first needed.

    `open_services` builds what the tasks work with, in each process when the first task needs it.
    """
    app = LazyApp("pricetrail", settings)
    process = Process(settings, open_services)

    def set_up_logging(loglevel: int | str | None = None, **_: Any) -> None:
        level = loglevel if isinstance(loglevel, int) else logging.WARNING
        configure_logging(logging.getLevelName(level).lower(), settings().log_format)

    signals.setup_logging.connect(set_up_logging, weak=False)
    signals.worker_init.connect(lambda **_: process.prepare(), weak=False)
    signals.worker_ready.connect(lambda **_: log_allowed(settings()), weak=False)
    signals.worker_shutting_down.connect(lambda **_: process.tell_end(), weak=False)
    for closing in (signals.worker_process_shutdown, signals.worker_shutdown):
        closing.connect(lambda **_: process.close(), weak=False)
    add_tasks(app, process)
    return app


def _config(settings: Callable[[], Settings]) -> dict[str, Any]:
    """Celery's settings; what is wrong with ours ends its command with one line."""
    try:
        return worker_config(settings())
    except UsageError as error:
        raise Refused(str(error)) from error


app = make_app()
