"""Templates to pages: everything in them is escaped, and an unknown name is an error."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from pricetrail import __version__
from pricetrail.api.deps import serving_of
from pricetrail.clock import iso
from pricetrail.schema import Attempt, ProductScrapeEvent
from pricetrail.states import Said
from pricetrail.web import words
from pricetrail.web.assets import asset_url

THEME_COOKIE = "pricetrail_theme"
Theme = Literal["light", "dark"]

_MESSAGES: Mapping[str, Said] = {
    "saved": Said("Saved.", "good"),
    "paused": Said("Paused: it keeps its history and is not scraped on schedule.", "calm"),
    "resumed": Said("It is scraped on schedule again.", "good"),
    "tagged": Said("Tagged.", "good"),
    "untracked": Said("No longer tracked. The history stays.", "calm"),
    "linked": Said("Linked: both are shown on one chart.", "good"),
    "unlinked": Said("No longer linked.", "calm"),
    "accepted": Said("Accepted: it is in the history, at the time when it was seen.", "good"),
    "dismissed": Said("Dismissed: it stays out of the history.", "calm"),
    "rule-set": Said("The rule is set. It is looked at with the next scrape.", "good"),
    "rule-on": Said("The rule is on again.", "good"),
    "rule-off": Said("The rule is off: it does not fire.", "calm"),
    "rule-removed": Said("The rule is removed. What it told stays in the list.", "calm"),
    "resent": Said("It is tried again.", "good"),
    "sample-sent": Said("A sample was sent.", "good"),
    "none": Said("Select products first, then say what to do with them.", "warn"),
    "no-tag": Said("Write the tag to add first.", "warn"),
}


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    refresh_s: int | None = None,
    **values: Any,
) -> HTMLResponse:
    """A page made from `template`; with `refresh_s`, a browser without scripts asks again then."""
    context: dict[str, Any] = {
        "bare": False,
        "section": None,
        "query": "",
        "message": None,
        "refresh_s": refresh_s,
    }
    context |= _frame(request) | values
    if context["message"] is None:
        context["message"] = _MESSAGES.get(request.query_params.get("said", ""))
    headers = {"Cache-Control": "private, no-cache", "Vary": "Cookie"}
    body = _environment().get_template(template).render(context)
    return HTMLResponse(body, status, headers)


def link(path: str, **query: str | int | None) -> str:
    """A link to a path of ours; what is None or empty is left out of the query."""
    given = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{quote(path)}?{urlencode(given)}" if given else quote(path)


def product_path(name: str) -> str:
    """The path of a product's page, or of a target that has no product yet."""
    return f"/p/{quote(name, safe=':~')}"


def event_page_path(event: ProductScrapeEvent) -> str:
    """The path of the archived page that an event was read from, as text."""
    return f"/products/{quote(event.product_id, safe=':~')}/events/{event.uuid}/page"


def screenshot_path(attempt: Attempt) -> str:
    """The path of what a browser showed in an attempt."""
    return f"/attempts/{attempt.uuid}/screenshot"


def _frame(request: Request) -> dict[str, Any]:
    """What every page shows around its content."""
    serving = serving_of(request.scope)
    theme = request.cookies.get(THEME_COOKIE)
    query = request.url.query
    return {
        "theme": theme if theme in ("light", "dark") else None,
        "version": __version__,
        "here": request.url.path + (f"?{query}" if query else ""),
        "can_log_out": not serving.access.is_open,
        "may_change": getattr(request.state, "may_change", False),
        "now": serving.services.clock(),
    }


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pricetrail.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["asset"] = asset_url
    environment.filters |= {
        "iso": iso,
        "moment": words.moment,
        "day": words.day,
        "relative": words.relative,
        "overdue": words.overdue,
    }
    return environment
