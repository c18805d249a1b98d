from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from pricetrail import in_words, states
from pricetrail.web import words

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "currency", "said"),
    [
        ("1299", "EUR", "€1,299.00"),
        ("0.5", "USD", "$0.50"),
        ("27530", "JPY", "¥27,530"),
        ("12.375", "KWD", "KWD\N{NO-BREAK SPACE}12.375"),
        ("93.85", "CHF", "CHF\N{NO-BREAK SPACE}93.85"),
        ("1.2345", "EUR", "€1.2345"),
        ("7", None, "7.00"),
    ],
)
def test_money_has_sign_and_digits_of_its_currency(value, currency, said):
    assert in_words.money(Decimal(value), currency) == said


def test_no_amount_is_a_dash():
    assert in_words.money(None, "EUR") == "–"
    assert in_words.rounded_money(None, "EUR") == "–"


def test_averages_are_rounded_to_the_currencys_digits():
    assert in_words.rounded_money(Decimal("35.710227"), "EUR") == "€35.71"
    assert in_words.rounded_money(Decimal("35.710227"), "JPY") == "¥36"


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=5), "5 s"),
        (timedelta(seconds=59.7), "1 min"),
        (timedelta(minutes=59.8), "1 h"),
        (timedelta(hours=6), "6 h"),
        (timedelta(hours=23.8), "1 day"),
        (timedelta(days=12), "12 days"),
        (timedelta(days=59), "59 days"),
        (timedelta(days=90), "3 months"),
        (timedelta(days=547), "18 months"),
        (timedelta(days=800), "2 years"),
    ],
)
def test_spans_are_told_in_their_largest_unit(length, said):
    assert words.span(length) == said


def test_moments_are_told_from_now():
    assert words.relative(NOW - timedelta(seconds=9), NOW) == "just now"
    assert words.relative(NOW + timedelta(seconds=9), NOW) == "in a moment"
    assert words.relative(NOW - timedelta(hours=3), NOW) == "3 h ago"
    assert words.relative(NOW + timedelta(minutes=5), NOW) == "in 5 min"
    assert words.overdue(NOW - timedelta(seconds=9), NOW) == "due now"
    assert words.overdue(NOW - timedelta(hours=3), NOW) == "overdue by 3 h"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("10", "8", ("▼", "20%", "cheaper", "good")),
        ("8", "10", ("▲", "25%", "dearer", "bad")),
        ("10", "10.0", ("=", "", "unchanged", "calm")),
        ("1000", "999.9", ("▼", "<0.1%", "cheaper", "good")),
        ("0", "5", ("▲", "", "dearer", "bad")),
    ],
)
def test_trends_are_told_by_sign_word_and_tone(before, after, said):
    trend = words.trend(Decimal(before), Decimal(after), "EUR")
    assert trend is not None
    assert (trend.sign, trend.share, trend.words, trend.tone) == said


def test_without_both_prices_there_is_no_trend():
    assert words.trend(None, Decimal(1), "EUR") is None
    assert words.trend(Decimal(1), None, "EUR") is None


def test_every_state_and_outcome_is_said_in_words():
    from typing import get_args

    from pricetrail.schema import Availability, Outcome, State

    for name in (*get_args(State), *get_args(Outcome)):
        assert states.state(name).words
        assert name in states.STATES
    assert set(states.AVAILABILITY) == set(get_args(Availability))


def test_sizes():
    assert words.size(None) == "–"
    assert words.size(10) == "1 kB"
    assert words.size(48_200) == "48 kB"
    assert words.size(2_500_000) == "2.5 MB"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 1), "today"),
        (date(2026, 2, 28), "yesterday"),
        (date(2026, 1, 7), "7 Jan"),
        (date(2025, 12, 31), "31 Dec 2025"),
    ],
)
def test_recent_days_are_short(day, said):
    assert words.recent_day(day, NOW.date()) == said
