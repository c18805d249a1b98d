"""What Prometheus reads: requests, scrapes and the queue of this process; and the workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.registry import Collector

from pricetrail.schema import Outcome

if TYPE_CHECKING:  # Redis is an extra
    from pricetrail.queue.shared import Numbers

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The numbers of one app."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "pricetrail_http_requests",
            "Requests that were answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._durations = Histogram(
            "pricetrail_http_request_duration_seconds",
            "How long the answers took.",
            ("route",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._scrapes = Counter(
            "pricetrail_scrapes", "Scrapes by outcome.", ("outcome",), registry=self._registry
        )
        self._counted = cache(lambda *labels: self._requests.labels(*labels).inc)
        self._timed = cache(lambda route: self._durations.labels(route).observe)

    def watch_queue(self, jobs: Callable[[], int]) -> None:
        """Tell how many scrapes wait or run in this process."""
        queued = Gauge(
            "pricetrail_queue_jobs", "Scrapes that wait or run.", registry=self._registry
        )
        queued.set_function(jobs)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; `route` is a path template, so that there are few of them."""
        known = method if method in _METHODS else "other"
        self._counted(known, route, str(status))()
        self._timed(route)(seconds)

    def scraped(self, outcome: Outcome) -> None:
        """Count a scrape."""
        self._scrapes.labels(outcome).inc()

    def text(self) -> bytes:
        """All of them in Prometheus' text format."""
        return generate_latest(self._registry)


def text_of_workers(numbers: Numbers | None, now: datetime) -> bytes:
    """What the workers and their queue tell, in Prometheus' text format; None: Redis is away."""
    registry = CollectorRegistry()
    up = Gauge("pricetrail_broker_up", "Whether the workers' Redis answers.", registry=registry)
    up.set(numbers is not None)
    if numbers is not None:
        registry.register(_Workers(numbers, now))
    return generate_latest(registry)


class _Workers(Collector):
    """The numbers that workers share, as metrics."""

    def __init__(self, numbers: Numbers, now: datetime) -> None:
        self._numbers = numbers
        self._now = now

    def collect(self) -> Iterator[Metric]:
        """Each of them with its labels."""
        numbers = self._numbers
        waiting = GaugeMetricFamily(
            "pricetrail_queue_messages", "Messages that wait for a worker.", labels=["queue"]
        )
        for queue, length in numbers.waiting.items():
            waiting.add_metric([queue], length)
        yield waiting
        yield GaugeMetricFamily(
            "pricetrail_queue_held", "Messages that workers hold.", numbers.in_work
        )
        scrapes = CounterMetricFamily(
            "pricetrail_worker_scrapes",
            "What the workers' scrapes came to.",
            labels=["host", "outcome"],
        )
        for (host, outcome), count in numbers.scrapes.items():
            scrapes.add_metric([host, outcome], count)
        yield scrapes
        yield from self._times()

    def _times(self) -> Iterator[Metric]:
        tasks = SummaryMetricFamily(
            "pricetrail_worker_task_seconds", "How long tasks took.", labels=["task"]
        )
        for name, times in self._numbers.tasks.items():
            tasks.add_metric([name], times.count, times.seconds)
        yield tasks
        lag = self._numbers.lag
        yield SummaryMetricFamily(
            "pricetrail_due_lag_seconds",
            "How long after they were due scrapes began.",
            count_value=lag.count,
            sum_value=lag.seconds,
        )
        if self._numbers.beat_at is not None:
            yield GaugeMetricFamily(
                "pricetrail_beat_age_seconds",
                "Seconds since Beat ticked.",
                (self._now - self._numbers.beat_at).total_seconds(),
            )
