"""How right extraction is on the captured pages, by their own scoring program."""

from typing import Any

from benchmarks.extracting import pages
from benchmarks.extracting.ours import page_of
from benchmarks.report import table
from pricetrail.extract import extract

HEADINGS = ("field", "pages", "accuracy", "precision", "with site rules off", "precision")
_SELLS_NOTHING = "price_on_nonproduct"


def scores(*, site_rules: bool) -> dict[str, dict[str, Any]]:
    """Field → its figures (``n``, ``accuracy``, ``precision``, …), as score.py counts them."""
    predicted = {
        name: extract(page_of(body), site_rules=site_rules).record.json_dict()
        for name, body in pages.captured().items()
    }
    found: dict[str, dict[str, Any]] = pages.scorer().score(pages.truth(), predicted)
    return found


def markdown() -> str:
    """The table of both, with and without site rules."""
    ruled, general = scores(site_rules=True), scores(site_rules=False)
    rows = [
        (
            field.replace("_", " "),
            str(figures["n"]),
            *_shares(figures),
            *_shares(general[field]),
        )
        for field, figures in ruled.items()
        if field != _SELLS_NOTHING
    ]
    return f"{table(HEADINGS, rows)}\n{_prices_of_nothing(ruled, general)}\n"


def _shares(figures: dict[str, Any]) -> tuple[str, str]:
    precision = figures["precision"]
    return f"{figures['accuracy']:.3f}", "" if precision is None else f"{precision:.3f}"


def _prices_of_nothing(ruled: dict[str, Any], general: dict[str, Any]) -> str:
    (wrong, count), (wrong_off, _) = (
        (found[_SELLS_NOTHING]["fp"], found[_SELLS_NOTHING]["n"]) for found in (ruled, general)
    )
    return (
        f"A price on a page that sells nothing: {wrong} of {count}; with site rules off "
        f"{wrong_off} of {count}."
    )
