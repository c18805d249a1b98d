from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from pricetrail.cli.console import plain
from pricetrail.cli.inputs import duration, moment
from pricetrail.cli.sparkline import sparkline
from pricetrail.cli.wording import amount, span_text
from pricetrail.errors import UsageError

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30m", timedelta(minutes=30)),
        ("6h", timedelta(hours=6)),
        ("1d12h", timedelta(days=1, hours=12)),
        ("2W", timedelta(weeks=2)),
        ("90s", timedelta(seconds=90)),
    ],
)
def test_durations(text: str, span: timedelta) -> None:
    assert duration(text) == span


@pytest.mark.parametrize("text", ["", "6", "h", "6 h", "1.5h", "-6h", "6x", "9999999999d"])
def test_bad_durations(text: str) -> None:
    with pytest.raises(UsageError):
        duration(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T09:30", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        ("2026-01-31T09:30+02:00", datetime(2026, 1, 31, 7, 30, tzinfo=UTC)),
        ("30d", NOW - timedelta(days=30)),
    ],
)
def test_moments(text: str, expected: datetime) -> None:
    assert moment(text, NOW) == expected


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2026-13-01", "", "999999w", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"],
)
def test_bad_moments(text: str) -> None:
    with pytest.raises(UsageError):
        moment(text, NOW)


@pytest.mark.parametrize(
    ("value", "currency", "said"),
    [
        (Decimal(1299), "EUR", "1,299.00 EUR"),
        (Decimal(24990), "CLP", "24,990 CLP"),
        (Decimal("0.999"), "USD", "0.999 USD"),
        (Decimal(5), None, "5.00"),
        (None, "EUR", None),
    ],
)
def test_amounts(value: Decimal | None, currency: str | None, said: str | None) -> None:
    assert amount(value, currency) == said


def test_spans() -> None:
    assert [span_text(s) for s in (60, 21_600, 129_600, 0)] == ["1m", "6h", "1d12h", "0s"]


def test_sparklines() -> None:
    def line(*values: int | None, width: int = 10) -> str:
        return sparkline([None if v is None else Decimal(v) for v in values], width)

    assert line() == line(None) == ""
    assert line(5, 5) == "▄▄"
    assert line(1, 8) == "▁█"
    assert line(1, None, 8) == "▁ █"
    assert line(*range(100), width=8) == "▁▂▃▄▅▆▇█"


def test_text_from_pages_is_tamed() -> None:
    assert plain("a\x1b[31mb\nc\u202ed\x9be").plain == "a [31mb c d e"
