from dataclasses import replace
from datetime import timedelta

import pytest

from pricetrail.alarm import Alarm, RuleBook
from tests.pipeline.conftest import app, clock, overrides, settings, shop, store_url

__all__ = ["app", "clock", "overrides", "settings", "shop", "store_url"]


@pytest.fixture
def watching(app):
    """The services, with rules that are never older than the look at them."""
    alarm = Alarm(app.store, RuleBook(app.store, fresh_for=timedelta()))
    return replace(app, alarm=alarm, pipeline=replace(app.pipeline, alarm=alarm))
