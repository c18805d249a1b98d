"""`alerts`: the rules, what fired, and what is on its way to people."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from pricetrail import alarm
from pricetrail.alarm.shown import ShownDelivery, ShownRule, shown_delivery, shown_rule
from pricetrail.alert_records import Against, Alert, AlertKind, DeliveryState
from pricetrail.bootstrap import Services
from pricetrail.cli.console import cell, note_line, print_json, stdout
from pricetrail.cli.inputs import duration
from pricetrail.cli.listing import Listing
from pricetrail.cli.running import with_services, with_store
from pricetrail.cli.sheet import Sheet
from pricetrail.cli.wording import moment_text
from pricetrail.crud import alert_log, alert_rules
from pricetrail.errors import UsageError
from pricetrail.store.base import Store

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]
RuleId = Annotated[str, typer.Argument(metavar="RULE", help="The rule's id, as `list` shows it.")]
Limit = Annotated[
    int | None, typer.Option(min=1, help="At most so many; otherwise 50, with --json all.")
]


def add_rule(
    kind: Annotated[AlertKind, typer.Argument(metavar="KIND", help="What has to happen.")],
    product: Annotated[
        str | None, typer.Argument(metavar="[PRODUCT]", help="The product it is for.")
    ] = None,
    *,
    tag: Annotated[str | None, typer.Option(help="Instead: all products with this tag.")] = None,
    shop: Annotated[str | None, typer.Option(help="For shop_broke: the shop.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Instead: all products, or shops.")
    ] = False,
    amount: Annotated[
        str | None, typer.Option(help="For below the target, for a change the least amount.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(help="Of the amount, such as EUR; otherwise the product's.")
    ] = None,
    percent: Annotated[str | None, typer.Option(help="Least change in per cent.")] = None,
    against: Annotated[
        Against | None, typer.Option(help="What a change is from; otherwise the time before.")
    ] = None,
    days: Annotated[
        int | None, typer.Option(help="For low: of so many days; otherwise of all time.")
    ] = None,
    after: Annotated[
        str | None, typer.Option(help="For blocked and stale: how long; otherwise 1d.")
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option(metavar="CHANNEL", help="Where to tell it: a name or a URL; again for more."),
    ] = None,
    note: Annotated[str | None, typer.Option(help="Sent along.")] = None,
    as_json: AsJson = False,
) -> None:
    """Set a rule: be told when it is so with a product, with those of a tag, or with any.

    KIND is one of below, drop, rise, change, low, back_in_stock, out_of_stock, cheapest, gone,
    blocked, stale, shop_broke. A rule fires once when it begins to be so. Prices in another
    currency are not compared. Without --to it is shown by `alerts log` and in the web UI alone.

    Examples: pricetrail alerts add below shop.example:4711 --amount 49.90 --to phone
    · pricetrail alerts add drop --tag kitchen --percent 15 --against median
    · pricetrail alerts add shop_broke --all --to phone
    """
    if sum((product is not None, tag is not None, shop is not None, everything)) != 1:
        raise UsageError("say what it is for: PRODUCT, --tag TAG, --shop SHOP or --all")
    wait = None if after is None else int(duration(after) / timedelta(seconds=1))
    parameters: dict[str, Any] = {
        "amount": _decimal("--amount", amount),
        "percent": _decimal("--percent", percent),
        "currency": currency,
        "against": against,
        "days": days,
        "after_s": wait,
        "channels": tuple(to or ()),
        "note": note,
    }

    async def add(services: Services) -> ShownRule:
        for channel in to or ():
            services.notifier.check(channel)
        rule = await alert_rules.add_rule(
            services.store, kind=kind, product=product, tag=tag, shop=shop, **parameters
        )
        return shown_rule(rule)

    rule = with_services(add)
    if as_json:
        print_json(rule.json_dict())
    else:
        stdout().print(cell(f"{rule.rule_id}  {_subject(rule)}: {rule.words}"))


def list_rules(as_json: AsJson = False) -> None:
    """List the rules, the newest first; of channels that are URLs only where they lead.

    Example: pricetrail alerts list
    """

    async def find(store: Store) -> AsyncIterator[ShownRule]:
        for rule in await alert_rules.list_rules(store):
            yield shown_rule(rule)

    nothing = "no rules; `pricetrail alerts add` sets one"
    Listing(find, _rules, nothing, shown=1000).run(limit=None, as_json=as_json)


def remove_rule(rule_id: RuleId) -> None:
    """Remove a rule; what it has told stays in the log.

    Example: pricetrail alerts remove 1f2e3d4c5b6a
    """
    with_store(lambda store: alert_rules.remove_rule(store, rule_id))


def test_channel(
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="A name or a URL.")],
) -> None:
    """Send a sample to a channel, now.

    Example: pricetrail alerts test phone
    """
    with_services(lambda services: alarm.send_test(services.notifier, channel))
    note_line("sent")


def show_log(limit: Limit = None, as_json: AsJson = False) -> None:
    """List the alerts that fired in the last 400 days, the newest first.

    Example: pricetrail alerts log
    """

    async def find(store: Store) -> AsyncIterator[Alert]:
        cursor = None
        while True:
            page = await alert_log.fired_alerts(store, cursor=cursor)
            for alert in page.alerts:
                yield alert
            cursor = page.cursor
            if cursor is None:
                return

    nothing = "nothing has fired yet; `pricetrail alerts list` shows the rules"
    Listing(find, _alerts, nothing).run(limit=limit, as_json=as_json)


def show_outbox(
    state: Annotated[DeliveryState | None, typer.Option(help="Only those in this state.")] = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List the messages of the last month and how their delivery went, the newest first.

    Example: pricetrail alerts outbox --state dead
    """

    async def find(store: Store) -> AsyncIterator[ShownDelivery]:
        for one in await alert_log.list_deliveries(store, state=state):
            yield shown_delivery(one)

    nothing = "no message in the last month" if state is None else f"no message is {state}"
    Listing(find, _deliveries, nothing).run(limit=limit, as_json=as_json)


def send_again(
    delivery_id: Annotated[str, typer.Argument(metavar="MESSAGE", help="Its id.")],
) -> None:
    """Try a message again that was given up, under its own id; `up` or `deliver` sends it.

    Example: pricetrail alerts resend 0f1e2d3c4b5a69788796a5b4c3d2e1f0
    """
    with_store(lambda store: alert_log.send_again(store, delivery_id))


def deliver() -> int:
    """Send what is due now, and look for what has lasted; `up` does both by itself.

    Example: pricetrail alerts deliver
    """

    async def work(services: Services) -> alarm.Delivered:
        await alarm.look_around(services.store, services.alarm, clock=services.clock)
        return await alarm.deliver_due(services.store, services.notifier, clock=services.clock)

    done = with_services(work)
    note_line(f"{done.sent} sent, {done.failed} not delivered")
    return 1 if done.failed else 0


def _decimal(option: str, text: str | None) -> Decimal | None:
    try:
        number = None if text is None else Decimal(text)
    except InvalidOperation as error:
        raise UsageError(f"{option}: {text!r} is no number; write one such as 49.90") from error
    if number is not None and not number.is_finite():
        raise UsageError(f"{option}: {text!r} is no number; write one such as 49.90")
    return number


def _subject(rule: ShownRule) -> str:
    everything = "all shops" if rule.kind == "shop_broke" else "all products"
    return {"tag": f"tag {rule.subject}", "all": everything}.get(rule.scope, str(rule.subject))


def _rules(rules: Sequence[ShownRule]) -> Sheet:
    made = Sheet("rule", "for", "when", "to", "on", flexible=("when",))
    for rule in rules:
        made.add_row(
            cell(rule.rule_id),
            cell(_subject(rule)),
            cell(rule.words),
            cell(", ".join(rule.channels)),
            cell("yes" if rule.enabled else "no"),
        )
    return made


def _alerts(alerts: Sequence[Alert]) -> Sheet:
    made = Sheet("fired (UTC)", "product or shop", "what", flexible=("what",))
    for alert in alerts:
        made.add_row(cell(moment_text(alert.created)), cell(alert.product_id), cell(alert.title))
    return made


def _deliveries(deliveries: Sequence[ShownDelivery]) -> Sheet:
    made = Sheet("message", "to", "state", "tries", "what", "trouble", flexible=("what", "trouble"))
    for one in deliveries:
        cells: list[Any] = [one.delivery_id, one.channel, one.state, str(one.attempts)]
        made.add_row(*(cell(text) for text in [*cells, one.title, one.error]))
    return made


ALERTS = {
    "add": add_rule,
    "list": list_rules,
    "remove": remove_rule,
    "test": test_channel,
    "log": show_log,
    "outbox": show_outbox,
    "resend": send_again,
    "deliver": deliver,
}
