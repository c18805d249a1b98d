"""docs/metrics.md: every metric with its kind, its labels and what it counts."""

from collections.abc import Iterator

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from pricetrail.api.metrics import Metrics, text_of_workers
from pricetrail.clock import utc_now
from pricetrail.queue.shared import Numbers, Times
from tools.reference.markdown import code, page, table

_HEADERS = ("Metric", "Kind", "Labels", "Meaning")
_OF_THE_FORMAT = {"le", "quantile"}


def document() -> str:
    """The file's text."""
    return page(
        "# Metrics",
        "What `/metrics` of a server tells, in Prometheus' text format. Times are seconds. With"
        " `PRICETRAIL_API_TOKEN` set it needs a token, and one with the scope `read` is enough.",
        "## Of the server's process",
        "Counted since it started, also by `pricetrail up`.",
        table(_HEADERS, _rows(_of_a_server())),
        "## Of the workers",
        "Where `REDIS_URL` names the broker: of all workers together, the same from every server.",
        table(_HEADERS, _rows(_of_workers())),
        "What to watch: `pricetrail_due_lag_seconds` grows while messages wait when there are too"
        " few workers, and without any that wait when shops are slower than what is asked of them."
        " `pricetrail_beat_age_seconds` above a minute means that no Beat runs. More:"
        " [Scale out](how-to/scale-out.md#looking-after-it).",
    )


def _of_a_server() -> str:
    metrics = Metrics()
    metrics.watch_queue(lambda: 0)
    metrics.answered("GET", "/products", 200, 0.01)
    metrics.scraped("ok")
    return metrics.text().decode()


def _of_workers() -> str:
    now = utc_now()
    times = Times(count=1, seconds=1.0)
    numbers = Numbers(
        waiting={"http": 1},
        in_work=1,
        scrapes={("shop.example", "ok"): 1},
        tasks={"scrape_batch": times},
        lag=times,
        beat_at=now,
    )
    return text_of_workers(numbers, now).decode()


def _rows(text: str) -> Iterator[tuple[str, ...]]:
    for family in text_string_to_metric_families(text):
        if family.name.endswith("_created"):
            continue
        labels = {label for sample in family.samples for label in sample.labels} - _OF_THE_FORMAT
        names = dict.fromkeys(_names(family.samples))
        yield (
            ", ".join(map(code, names)),
            family.type,
            ", ".join(map(code, sorted(labels))),
            family.documentation,
        )


def _names(samples: list[Sample]) -> Iterator[str]:
    return (sample.name for sample in samples if not sample.name.endswith("_created"))
