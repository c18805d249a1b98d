"""What `doctor` finds, and its checks of what many machines share."""

from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from pricetrail.bootstrap import broker_url, build_broker, build_shared
from pricetrail.clock import utc_now
from pricetrail.config import Settings
from pricetrail.errors import ServiceUnavailable, UsageError, handling
from pricetrail.queue.messages import QUEUES

_STALE = timedelta(minutes=1)


class Finding(NamedTuple):
    """What one check found; `advice` says what to do where it is not ok."""

    part: str
    level: Literal["ok", "warn", "bad"]
    found: str
    advice: str = ""
    exit_code: int = 0


async def broker_findings(settings: Settings) -> list[Finding]:
    """Whether the broker answers, who works off its queues, and whether Beat ticks."""
    try:
        broker_url(settings)
    except UsageError as error:
        return [Finding("broker", "bad", str(error), "correct REDIS_URL", 2)]
    shared, queue = build_shared(settings), build_broker(settings)
    try:
        found = await shared.ping()
        numbers = await shared.numbers()
        workers = await queue.workers()
    except ServiceUnavailable as error:
        advice = "start Redis, or correct REDIS_URL"
        return [Finding("broker", "bad", str(error), advice, handling(error).exit_code)]
    finally:
        await shared.close()
        await queue.close()
    waiting = sum(numbers.waiting.values())
    return [
        Finding("broker", "ok", f"{found}; {waiting:,} messages wait"),
        _workers(workers),
        _beat(numbers.beat_at),
    ]


def _workers(workers: dict[str, list[str]]) -> Finding:
    if not workers:
        advice = "start `pricetrail worker`, on as many machines as you like"
        return Finding("workers", "warn", "none answers", advice)
    idle = set(QUEUES).difference(*workers.values())
    found = ", ".join(f"{name} ({', '.join(queues)})" for name, queues in sorted(workers.items()))
    if idle:
        advice = f"nobody works off {', '.join(sorted(idle))}: start a worker with --queues"
        return Finding("workers", "warn", found, advice)
    return Finding("workers", "ok", found)


def _beat(ticked: datetime | None) -> Finding:
    age = None if ticked is None else utc_now() - ticked
    if age is None or age > _STALE:
        found = "has not ticked for a while" if age else "no tick is known"
        return Finding("beat", "warn", found, "start `pricetrail beat` on one machine")
    return Finding("beat", "ok", f"ticked {max(age.total_seconds(), 0):.0f} s ago")
