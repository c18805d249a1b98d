"""What was held back, in words."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, unquote

from pricetrail import in_words, states
from pricetrail.quarantine import HeldPage
from pricetrail.schema import Quarantined
from pricetrail.states import Said
from pricetrail.web.pages import sentence
from pricetrail.web.render import link, product_path

PATH = "/activity/quarantine"
SHOWN = ("open", "confirmed", "accepted", "dismissed")

_STATUSES = {
    "open": Said("waits", "warn"),
    "confirmed": Said("another fetch agreed", "good"),
    "accepted": Said("accepted", "good"),
    "dismissed": Said("dismissed"),
}
_TABS = {"open": "Waiting", "confirmed": "Confirmed", "accepted": "Accepted"}
_NOTHING = {
    "open": "Nothing waits: every price that was read could be believed, or was settled.",
}


def quarantine_page(found: HeldPage, status: str) -> dict[str, Any]:
    """What the template shows; on the page the latest comes first."""
    ordered = sorted(found.items, key=lambda held: held.created, reverse=True)
    return {
        "action": PATH,
        "status": status,
        "tabs": _tabs(status),
        "items": [_item(held) for held in ordered],
        "nothing": _NOTHING.get(status, "Nothing here."),
        "next": link(PATH, status=status, cursor=found.cursor) if found.cursor else None,
    }


def _tabs(status: str) -> Sequence[dict[str, Any]]:
    return [
        {
            "label": _TABS.get(name, name.capitalize()),
            "href": link(PATH, status=name),
            "chosen": name == status,
        }
        for name in SHOWN
    ]


def waiting(found: Sequence[Quarantined]) -> dict[str, str] | None:
    """What a product's page says of what waits of it, newest first; None where nothing does."""
    if not found:
        return None
    latest = found[0]
    what = "A record that is not valid"
    if latest.price is not None:
        what = f"A price of {in_words.money(latest.price, latest.currency)}"
    more = f" It is the latest of {len(found)} that wait." if len(found) > 1 else ""
    return {
        "title": f"{what} waits for review",
        "words": sentence(latest.reason) + more,
        "href": PATH,
    }


def _item(held: Quarantined) -> dict[str, Any]:
    waits = held.status == "open"
    return {
        "id": held.id,
        "name": held.name or held.product_id or _end_of_address(held) or held.target_id,
        "href": product_path(held.product_id or held.target_id),
        "shop": held.shop,
        "at": held.created,
        "outcome": states.state(held.outcome),
        "status": _STATUSES[held.status],
        "reason": held.reason,
        "price": in_words.money(held.price, held.currency),
        "before": in_words.money(held.price_before, held.currency_before),
        "page": f"/quarantine/{quote(held.id, safe=':')}/page" if held.archive_ref else None,
        "record": f"/quarantine/{quote(held.id, safe=':')}",
        "can_accept": held.outcome == "suspect" and held.status in ("open", "dismissed"),
        "can_dismiss": waits,
    }


def _end_of_address(held: Quarantined) -> str:
    """What to call a record without a name; it may say anything."""
    url = str((held.record or {}).get("url", ""))
    return unquote(url.partition("?")[0].rpartition("/")[2])
