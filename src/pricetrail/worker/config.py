"""Celery's settings for workers and for Beat."""

from datetime import timedelta
from typing import Any

from kombu.entity import Exchange, Queue

from pricetrail.alarm.delivering import LOOK_EVERY
from pricetrail.bootstrap import broker_url
from pricetrail.config import Settings
from pricetrail.queue import messages
from pricetrail.queue.broker import LONGEST_TASK, broker_config
from pricetrail.schedule import TICK
from pricetrail.worker.scraping import BUDGET

_RESULTS_KEPT = timedelta(hours=1)
_ANSWER_S = 5.0  # a worker has more patience than somebody who asks for something
_SCRAPE_S = BUDGET.total_seconds() + 15
_DISPATCH_S = 600.0
_LAST_WORDS_S = 15.0  # between the limit that tells a task to end and the one that ends it


def worker_config(settings: Settings) -> dict[str, Any]:
    """The whole configuration. Raises UsageError as `broker_url` does."""
    url = broker_url(settings)
    config = broker_config(url)
    config["broker_transport_options"] |= {
        "socket_timeout": _ANSWER_S,
        "socket_connect_timeout": _ANSWER_S,
    }
    return config | {
        "result_backend": url,
        "result_expires": _RESULTS_KEPT,
        "redis_socket_timeout": _ANSWER_S,
        "redis_socket_connect_timeout": _ANSWER_S,
        "redis_backend_use_ssl": config["broker_use_ssl"],
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_channel_error_retry": True,  # Redis may refuse a command: full, or read only
        "task_queues": [Queue(name, Exchange(name), routing_key=name) for name in messages.QUEUES],
        "task_default_queue": messages.IO,
        "task_default_priority": messages.USUAL,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_annotations": _limits(),
        "worker_prefetch_multiplier": 1,
        "worker_consumer": "pricetrail.worker.checking:CheckedConsumer",
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "beat_scheduler": "pricetrail.worker.beat:Ticking",
        "beat_schedule": _ticks(),
        "beat_max_loop_interval": TICK.total_seconds(),
    }


def _limits() -> dict[str, dict[str, float]]:
    """How long each task may take; nothing outlives the time after which it would come again."""
    longest = LONGEST_TASK.total_seconds() - _LAST_WORDS_S
    soft = {
        messages.DISPATCH_DUE: _DISPATCH_S,
        messages.SCRAPE_BATCH: _SCRAPE_S,
        messages.SCRAPE_ONE: _SCRAPE_S,
        messages.INGEST: _SCRAPE_S,
        messages.EXPORT: longest,
        messages.DELIVER_ALERTS: _DISPATCH_S,
        messages.LOOK_AROUND: _DISPATCH_S,
    }
    return {
        name: {"soft_time_limit": limit, "time_limit": limit + _LAST_WORDS_S}
        for name, limit in soft.items()
    }


def _ticks() -> dict[str, dict[str, Any]]:
    """Beat only ticks: what is due, and when, stands in the store."""
    seconds = TICK.total_seconds()
    options = {"queue": messages.IO, "expires": seconds, "priority": messages.URGENT}
    later = {"queue": messages.IO, "expires": LOOK_EVERY.total_seconds()}
    return {
        "dispatch": {"task": messages.DISPATCH_DUE, "schedule": seconds, "options": options},
        "deliver": {"task": messages.DELIVER_ALERTS, "schedule": seconds, "options": options},
        "look": {
            "task": messages.LOOK_AROUND,
            "schedule": LOOK_EVERY.total_seconds(),
            "options": later,
        },
    }
