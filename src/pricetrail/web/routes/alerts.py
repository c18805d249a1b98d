"""Alerts: setting rules, and seeing what fired."""

import asyncio
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from pricetrail import crud
from pricetrail.alarm import send_test
from pricetrail.alert_records import MOVES, WAITS, AlertRule, Delivery
from pricetrail.api.access import local_path
from pricetrail.api.deps import Serving, ServingDep
from pricetrail.clock import time_span
from pricetrail.crud import alert_log, alert_rules
from pricetrail.errors import Ambiguous, NotFound, PolicyError, UsageError
from pricetrail.overview import facets
from pricetrail.schema import Product
from pricetrail.store.base import Store, gathered
from pricetrail.web.alerts_page import RuleForm, alerts_page
from pricetrail.web.forms import tags_in
from pricetrail.web.pages import PageRoute
from pricetrail.web.render import page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_FIRED_SHOWN = 30
_OUTBOX_SHOWN = 20
_OUTBOX_LOOKED_AT = 500
_RULES_SHOWN = 200


@router.get("/alerts")
async def show_alerts(
    request: Request,
    serving: ServingDep,
    *,
    cursor: Annotated[str, Query(max_length=2000)] = "",
    product: Annotated[str, Query(max_length=2048)] = "",
    tag: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """The rules, what fired, and what could not be delivered."""
    return await _alerts(request, serving, RuleForm(product=product, tag=tag), cursor=cursor)


@router.post("/alerts")
async def add_rule(
    request: Request, serving: ServingDep, form: Annotated[RuleForm, Form()]
) -> Response:
    """Set a rule; where it cannot be, the form is shown again and says why."""
    services = serving.services
    try:
        given = _rule_of(form)
        for channel in given["channels"]:
            services.notifier.check(channel)
        await alert_rules.add_rule(services.store, clock=services.clock, **given)
    except (UsageError, PolicyError, NotFound, Ambiguous) as error:
        kept = form
        if "://" in form.channels:  # it may hold a secret, which is not sent back
            kept = form.model_copy(update={"channels": ""})
        return await _alerts(request, serving, kept, problem=str(error))
    services.alarm.rules.look_again()
    return _back_to(form.back, "rule-set")


@router.post("/alerts/change")
async def change(
    serving: ServingDep,
    *,
    action: Annotated[str, Form(max_length=20)],
    rule: Annotated[str, Form(max_length=64)] = "",
    channel: Annotated[str, Form(max_length=2048)] = "",
) -> Response:
    """Turn a rule on or off, remove it, try a message again, or send a sample."""
    services = serving.services
    store, clock = services.store, services.clock
    if action in ("on", "off"):
        await alert_rules.change_rule(store, rule, enabled=action == "on", clock=clock)
    elif action == "remove":
        await alert_rules.remove_rule(store, rule, clock=clock)
    elif action == "resend":
        await alert_log.send_again(store, rule, clock=clock)
        return _back_to("/alerts", "resent")
    elif action == "sample":
        await send_test(services.notifier, channel.strip())
        return _back_to("/alerts", "sample-sent")
    else:
        raise UsageError(f"{action!r} is nothing that can be done with alerts")
    services.alarm.rules.look_again()
    said = {"on": "rule-on", "off": "rule-off"}.get(action, "rule-removed")
    return _back_to("/alerts", said)


def _rule_of(form: RuleForm) -> dict[str, Any]:
    """The arguments of `alert_rules.add_rule`; of the form's fields those that its kind has."""
    given: dict[str, Any] = {
        "kind": form.kind,
        "product": form.product or None,
        "tag": form.tag or None,
        "shop": form.shop or None if form.kind == "shop_broke" else None,
        "channels": tags_in(form.channels),
        "note": form.note or None,
    }
    if form.amount and (form.kind == "below" or form.kind in MOVES):
        given["percent" if form.unit == "%" else "amount"] = _number(form.amount)
        if form.unit not in ("", "%"):
            given["currency"] = form.unit.upper()
    if form.kind in MOVES:
        given["against"] = form.against or None
    if form.kind == "low" and form.days:
        given["days"] = int(_number(form.days))
    if form.kind in WAITS and form.after:
        given["after_s"] = int(_span(form.after))
    return given


def _number(text: str) -> Decimal:
    """A number as people write it, with a comma or a point."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation as error:
        raise UsageError(f"{text!r} is no number; write one such as 49.90") from error
    if not number.is_finite():
        raise UsageError(f"{text!r} is no number; write one such as 49.90")
    return number


def _span(text: str) -> float:
    try:
        return time_span(text).total_seconds()
    except ValueError as error:
        raise UsageError(str(error)) from error


async def _alerts(
    request: Request,
    serving: Serving,
    form: RuleForm,
    *,
    cursor: str = "",
    problem: str | None = None,
) -> Response:
    services = serving.services
    store = services.store
    rules, fired, outbox, known = await asyncio.gather(
        alert_rules.list_rules(store),
        alert_log.fired_alerts(
            store, limit=_FIRED_SHOWN, cursor=cursor or None, clock=services.clock
        ),
        _undelivered(store),
        facets(store),
    )
    told = alerts_page(
        rules[:_RULES_SHOWN],
        await _products_of(store, rules[:_RULES_SHOWN]),
        fired.alerts,
        outbox,
        older=fired.cursor,
        total=len(rules),
        channels=services.notifier.names,
        tags=list(known.tags),
        shops=list(known.shops),
        form=form,
        problem=problem,
    )
    status = 200 if problem is None else 422
    return page(request, "alerts.html", status=status, section="alerts", page=told)


async def _undelivered(store: Store) -> list[Delivery]:
    """The messages that did not arrive yet, those that were given up first."""
    dead, pending = await asyncio.gather(
        alert_log.deliveries_page(store, state="dead", limit=_OUTBOX_SHOWN),
        alert_log.deliveries_page(store, state="pending", limit=_OUTBOX_LOOKED_AT),
    )
    trying = [one for one in pending.deliveries if one.attempts]
    return [*dead.deliveries, *trying][:_OUTBOX_SHOWN]


async def _products_of(store: Store, rules: list[AlertRule]) -> dict[str, Product]:
    ids = {rule.subject for rule in rules if rule.scope == "product" and rule.subject}
    found = await gathered(crud.find_product(store, one) for one in sorted(ids))
    return {product.product_id: product for product in found if product is not None}


def _back_to(back: str, said: str) -> RedirectResponse:
    path = local_path(back).partition("#")[0]
    return RedirectResponse(f"{path}{'&' if '?' in path else '?'}said={said}", 303)
