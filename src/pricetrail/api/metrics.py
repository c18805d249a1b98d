"""What Prometheus reads: requests, scrapes and the queue of this process."""

from collections.abc import Callable
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from pricetrail.schema import Outcome

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The numbers of one app; `jobs` tells how many scrapes wait or run."""

    def __init__(self, jobs: Callable[[], int]) -> None:
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
        queued = Gauge(
            "pricetrail_queue_jobs", "Scrapes that wait or run.", registry=self._registry
        )
        queued.set_function(jobs)
        self._counted = cache(lambda *labels: self._requests.labels(*labels).inc)
        self._timed = cache(lambda route: self._durations.labels(route).observe)

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
