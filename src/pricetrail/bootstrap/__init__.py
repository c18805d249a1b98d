"""The one place that builds adapters from settings; tests and the demo pass overrides.

`stores` opens the history, `keeping` says where what is kept beside it is, `brokers` builds what
processes share, `fetching` what goes out into the network, and `wiring` puts all together.
"""

from pricetrail.bootstrap.brokers import broker_url, build_broker, build_pace, build_shared
from pricetrail.bootstrap.fetching import (
    Overrides,
    build_client,
    build_egress,
    build_fetchers,
    build_gate,
    build_notifier,
    log_allowed,
    missing_browser,
)
from pricetrail.bootstrap.keeping import build_archive, build_screenshots, pictures_folder
from pricetrail.bootstrap.stores import build_store, missing_file, open_store, store_file
from pricetrail.bootstrap.wiring import Services, services

__all__ = [
    "Overrides",
    "Services",
    "broker_url",
    "build_archive",
    "build_broker",
    "build_client",
    "build_egress",
    "build_fetchers",
    "build_gate",
    "build_notifier",
    "build_pace",
    "build_screenshots",
    "build_shared",
    "build_store",
    "log_allowed",
    "missing_browser",
    "missing_file",
    "open_store",
    "pictures_folder",
    "services",
    "store_file",
]
