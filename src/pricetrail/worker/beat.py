"""Beat's schedule: in memory alone, since what is due stands in the store; and its heartbeat."""

from contextlib import suppress
from typing import Any

from celery.beat import ScheduleEntry, Scheduler
from redis.exceptions import RedisError

from pricetrail.clock import epoch_ms, utc_now
from pricetrail.queue.shared import BEAT, BEAT_KEPT


class Ticking(Scheduler):
    """Tells in Redis, after each tick that was sent, when that was."""

    def apply_async(self, entry: ScheduleEntry, *args: Any, **kwargs: Any) -> Any:
        """Send a tick. Raises SchedulingError where the broker takes none."""
        sent = super().apply_async(entry, *args, **kwargs)
        with suppress(RedisError, OSError):  # the tick counts, not what is told of it
            self.app.backend.client.set(BEAT, epoch_ms(utc_now()), ex=BEAT_KEPT)
        return sent
