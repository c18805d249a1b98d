"""Which queues a worker works off: those of a browser only where there is one."""

from collections.abc import Sequence

from celery.apps.worker import Worker
from celery.utils.text import str_to_list
from click import ClickException

from pricetrail.errors import HANDLING, UsageError
from pricetrail.log import get_logger
from pricetrail.queue.messages import BROWSER, QUEUES

_log = get_logger("worker")


class Refused(ClickException):
    """How Celery's commands end where a setting or an option is wrong: with one line."""

    exit_code = HANDLING[UsageError].exit_code


class FittingWorker(Worker):
    """A worker that takes no message it cannot do: without a browser none that needs one."""

    _left_out: str | None = None

    def setup_queues(self, include: object, exclude: object = None) -> None:
        """Choose the queues. Raises Refused where it is told to do what it cannot."""
        wanted = None if not include else [str(name) for name in str_to_list(include)]
        missing = self.app.missing_browser()
        self._left_out = missing if wanted is None else None
        try:
            fitting = fitting_queues(wanted, missing)
        except UsageError as error:
            raise Refused(str(error)) from error
        super().setup_queues(fitting, exclude)

    def on_start(self) -> None:
        """Tell of what is left out, once logging is set up."""
        super().on_start()
        if self._left_out is not None:
            _log.warning("pages that need a browser are left to others", reason=self._left_out)


def fitting_queues(wanted: Sequence[str] | None, missing: str | None) -> list[str]:
    """The queues that were `wanted`, or all that can be worked off here.

    `missing` is what the browser lacks on this machine, None where it has all. Raises UsageError
    for a queue that there is not, and for pages by a browser where it is missing.
    """
    if wanted is None:
        return [name for name in QUEUES if missing is None or name != BROWSER]
    if unknown := set(wanted) - set(QUEUES):
        there = ", ".join(QUEUES)
        raise UsageError(f"no queue {', '.join(sorted(unknown))!r}; there are {there}")
    if missing is not None and BROWSER in wanted:
        raise UsageError(f"the queue {BROWSER} cannot be worked off here: {missing}")
    return list(wanted)
