"""Every kind of rule against what was seen: whether it fires, and when it is armed again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from pricetrail.alerts import Offer, alert_of, evaluate, needs_of, rule_in_words
from pricetrail.clock import moment_of
from tests.support.alerting import KETTLE, NOON, day, rule, seen, sight

BELOW = rule("below", amount="50")
DROP = rule("drop", percent="10")
DROP_BY_FIVE = rule("drop", amount="5")
RISE = rule("rise")
CHANGE = rule("change", percent="10")
FROM_MEDIAN = rule("drop", percent="20", against="median")
SINCE_MADE = rule("drop", percent="20", against="creation")
LOW_30 = rule("low", days=30)
LOW = rule("low")
BACK = rule("back_in_stock")
SOLD = rule("out_of_stock")
CHEAPEST = rule("cheapest")
HUNDRED_DAYS = [day(n, "100") for n in range(100, 0, -1)]


def fires(a_rule, a_sight, state=None):
    return evaluate(a_rule, a_sight, state).fired is not None


@pytest.mark.parametrize(
    ("a_rule", "now", "before", "expected"),
    [
        (BELOW, "49.99", "60", True),
        (BELOW, "50", "60", True),
        (BELOW, "50.01", "60", False),
        (BELOW, "49", None, True),  # at the very first look
        (BELOW, "49", "48", True),  # the rule is new, and it is so
        (BELOW, None, "60", False),
        (DROP, "90", "100", True),
        (DROP, "90.01", "100", False),
        (DROP, "110", "100", False),
        (DROP, "90", None, False),
        (DROP, "0", "0", False),
        (DROP_BY_FIVE, "95", "100", True),
        (DROP_BY_FIVE, "95.01", "100", False),
        (RISE, "100.01", "100", True),
        (RISE, "100", "100", False),
        (RISE, "99", "100", False),
        (CHANGE, "110", "100", True),
        (CHANGE, "90", "100", True),
        (CHANGE, "109.99", "100", False),
        (SINCE_MADE, "80", "100", True),
        (SINCE_MADE, "80.01", "100", False),
        (SINCE_MADE, "80", None, False),  # it is the first price itself
    ],
)
def test_a_price_against_a_target_or_a_former_price(a_rule, now, before, expected):
    earlier = None if before is None else seen(before)
    assert fires(a_rule, sight(seen(now), before=earlier)) is expected


@pytest.mark.parametrize("a_rule", [BELOW, DROP, DROP_BY_FIVE, CHANGE, LOW, LOW_30, CHEAPEST])
def test_another_currency_is_never_compared(a_rule):
    elsewhere = [Offer("other.test", Decimal(90), "EUR")]
    found = sight(seen("40", "USD"), before=seen("100"), days=HUNDRED_DAYS, elsewhere=elsewhere)
    assert evaluate(a_rule, found, None) == (None, None)


@pytest.mark.parametrize(
    ("a_rule", "price", "days", "expected"),
    [
        (LOW_30, "99", HUNDRED_DAYS, True),
        (LOW_30, "100", HUNDRED_DAYS, False),
        (LOW_30, "99", [day(30, "90"), day(3, "100")], True),  # the 30 days are today and 29
        (LOW_30, "99", [day(29, "90"), day(3, "100")], False),
        (LOW_30, "99", [day(0, "98")], False),  # earlier today
        (LOW, "99", [day(900, "90"), day(3, "100")], False),
        (LOW, "89", [day(900, "90"), day(3, "100")], True),
        (LOW, "89", [], False),
        (FROM_MEDIAN, "80", HUNDRED_DAYS, True),
        (FROM_MEDIAN, "80.01", HUNDRED_DAYS, False),
        (FROM_MEDIAN, "80", [day(40, "100"), day(3, "90")], False),
        (FROM_MEDIAN, "79.9", [day(2, "99.99"), day(1, "99.990001")], True),
        (FROM_MEDIAN, "80", [], False),
    ],
)
def test_a_price_against_the_days_before(a_rule, price, days, expected):
    assert fires(a_rule, sight(seen(price), before=seen("100"), days=days)) is expected


@pytest.mark.parametrize(
    ("a_rule", "now", "before", "expected"),
    [
        (BACK, "in_stock", "out_of_stock", True),
        (BACK, "in_stock", "preorder", True),
        (BACK, "in_stock", "in_stock", False),
        (BACK, "in_stock", "unknown", False),
        (BACK, "in_stock", None, False),
        (BACK, "out_of_stock", "in_stock", False),
        (BACK, "unknown", "out_of_stock", False),
        (SOLD, "out_of_stock", "in_stock", True),
        (SOLD, "out_of_stock", "out_of_stock", False),
        (SOLD, None, "in_stock", False),
    ],
)
def test_stock(a_rule, now, before, expected):
    found = sight(seen("10", stock=now), before=seen("10", stock=before))
    assert fires(a_rule, found) is expected


def test_what_is_in_stock_at_the_first_look_has_not_come_back():
    assert not fires(BACK, sight(seen("10", stock="in_stock")))


@pytest.mark.parametrize(
    ("price", "stock", "others", "expected"),
    [
        ("89", "in_stock", ["90", "95"], True),
        ("89", None, ["90"], True),
        ("90", "in_stock", ["90"], False),
        ("89", "out_of_stock", ["90"], False),
        ("89", "in_stock", [], False),
    ],
)
def test_cheapest_of_the_linked_shops(price, stock, others, expected):
    offers = [Offer("other.test", Decimal(one), "EUR") for one in others]
    assert fires(CHEAPEST, sight(seen(price, stock=stock), elsewhere=offers)) is expected


@pytest.mark.parametrize(
    ("a_rule", "given", "expected"),
    [
        (rule("gone"), {"state": "not_found"}, True),
        (rule("gone"), {"state": "blocked"}, False),
        (rule("gone"), {"state": "fetch_failed"}, False),
        (rule("blocked", after_s=0), {"state": "blocked", "since": NOON}, True),
        (rule("blocked", after_s=60), {"state": "blocked", "since": NOON}, False),
        (
            rule("blocked", after_s=60),
            {"state": "blocked", "since": NOON - timedelta(minutes=1)},
            True,
        ),
        (rule("blocked", after_s=0), {"state": "fetch_failed", "since": NOON}, False),
        (rule("stale", after_s=3600), {"last_seen": NOON - timedelta(hours=1)}, True),
        (rule("stale", after_s=3601), {"last_seen": NOON - timedelta(hours=1)}, False),
        (rule("stale", after_s=3600), {"last_seen": None}, False),
        (BELOW, {"state": "not_found"}, False),
        (BACK, {"state": "blocked", "since": NOON}, False),
    ],
)
def test_attempts_without_an_event(a_rule, given, expected):
    assert fires(a_rule, sight(**given)) is expected


def fired_at(a_rule, prices, **given):
    """Which of a series of prices, an hour apart, make the rule fire."""
    state, before, found = None, None, []
    for hours, price in enumerate(prices):
        now = seen(price, **given)
        came = evaluate(a_rule, sight(now, before=before, days=HUNDRED_DAYS, hours=hours), state)
        state = came.state or state
        before = now
        if came.fired is not None:
            found.append(hours)
    return found


@pytest.mark.parametrize(
    ("a_rule", "prices", "expected"),
    [
        (BELOW, ["60", "49", "48", "49"], [1]),
        (BELOW, ["49", "50.40", "49"], [0]),  # not clearly above
        (BELOW, ["49", "50.50", "49"], [0, 2]),
        (BELOW, ["49", None, "49"], [0]),
        (DROP, ["100", "80", "60", "60"], [1, 2]),
        (DROP, ["100", "80", "100", "80"], [1, 3]),
        (RISE, ["100", "101", "102", "102"], [1, 2]),
        (SINCE_MADE, ["100", "80", "85", "80"], [1]),
        (SINCE_MADE, ["100", "80", "90", "80"], [1, 3]),
        (FROM_MEDIAN, ["100", "80", "79", "90", "80"], [1, 4]),
        (LOW_30, ["100", "99", "98.9", "98"], [1, 3]),  # a further low has to be 1 % lower
        (LOW_30, ["100", "99", "100", "99"], [1, 3]),
    ],
)
def test_a_rule_fires_once_per_crossing(a_rule, prices, expected):
    assert fired_at(a_rule, prices) == expected


def test_stock_is_remembered_over_pages_that_do_not_tell():
    state = None
    for hours, (stock, expected) in enumerate(
        [("out_of_stock", False), ("unknown", False), ("in_stock", True), ("in_stock", False)]
    ):
        came = evaluate(BACK, sight(seen("10", stock=stock), hours=hours), state)
        state = came.state or state
        assert (came.fired is not None) is expected, stock


@pytest.mark.parametrize("a_rule", [BELOW, DROP, LOW_30])
def test_the_same_event_fires_once_however_often_it_is_evaluated(a_rule):
    found = sight(seen("40"), before=seen("100"), days=HUNDRED_DAYS)
    first = evaluate(a_rule, found, None)
    assert evaluate(a_rule, found, None) == first
    assert evaluate(a_rule, found, first.state).fired is None


def test_trouble_is_told_once_until_a_price_was_read_again():
    a_rule = rule("stale", after_s=3600)
    last = NOON - timedelta(hours=2)
    first = evaluate(a_rule, sight(last_seen=last), None)
    assert moment_of(first.fired.uuid) == last + timedelta(hours=1)
    assert not fires(a_rule, sight(last_seen=last, hours=1), first.state)
    read = evaluate(a_rule, sight(seen("10"), hours=2), first.state)
    assert (read.fired, read.state.active) == (None, False)
    assert fires(a_rule, sight(last_seen=NOON, hours=5), read.state)


def test_nothing_is_kept_of_a_rule_that_is_far_from_firing():
    assert evaluate(BELOW, sight(seen("60"), before=seen("61")), None).state is None


def test_an_alert_says_what_happened_in_plain_text():
    a_rule = rule("drop", percent="10", note="for the office")
    found = sight(seen("80.5"), before=seen("100"))
    alert = alert_of(a_rule, found, evaluate(a_rule, found, None).fired, "id")
    assert alert.title == "A kettle: dropped 20% to €80.50 (was €100.00)"
    assert alert.text.splitlines() == [alert.title, "at shop.test", "for the office"]
    assert (alert.price, alert.before, alert.currency) == (Decimal("80.5"), Decimal(100), "EUR")
    assert (alert.product_id, alert.created) == (KETTLE, NOON)


def test_a_price_that_did_not_move_needs_no_days():
    same = sight(seen("10"), before=seen("10"))
    assert needs_of([LOW, LOW_30, BELOW], same).since is None
    assert needs_of([LOW_30, FROM_MEDIAN], sight(seen("9"), before=seen("10"))).since == (
        NOON.date() - timedelta(days=30)
    )


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "below"},
        {"kind": "below", "percent": "5"},
        {"kind": "below", "amount": "5", "currency": None},
        {"kind": "drop", "amount": "5", "percent": "5"},
        {"kind": "drop", "percent": "0"},
        {"kind": "low", "percent": "5"},
        {"kind": "low", "days": 0},
        {"kind": "gone", "after_s": 5},
        {"kind": "back_in_stock", "against": "median"},
        {"kind": "gone", "subject": None},
        {"kind": "gone", "scope": "all"},
        {"kind": "gone", "channels": ["a b"]},
    ],
)
def test_what_makes_no_rule(given):
    with pytest.raises(ValidationError):
        rule(**given)


@pytest.mark.parametrize(
    ("a_rule", "words"),
    [
        (BELOW, "at or below €50.00"),
        (DROP, "price drops by 10% from the time before"),
        (DROP_BY_FIVE, "price drops by €5.00 from the time before"),
        (RISE, "price rises from the time before"),
        (FROM_MEDIAN, "price drops by 20% from the median of 30 days"),
        (LOW, "all-time low"),
        (LOW_30, "lowest in 30 days"),
        (rule("stale", after_s=172_800), "no price read for 2 days"),
        (rule("blocked", after_s=5400), "blocked for 90 minutes"),
    ],
)
def test_a_rule_in_words(a_rule, words):
    assert rule_in_words(a_rule) == words


@pytest.mark.parametrize(
    ("average", "now", "said"),
    [
        ("100", "18.1", "dropped 82% to €18.10 (median of 30 days €100.00)"),
        ("1399.999999", "1000", "dropped 29% to €1,000.00 (median of 30 days €1,400.00)"),
        ("0.000300", "0.0001", "dropped 67% to €0.0001 (median of 30 days €0.000300)"),
    ],
)
def test_messages_say_amounts_and_shares_as_the_pages_do(average: str, now: str, said: str) -> None:
    days = [day(1, now, average)]
    fired = evaluate(FROM_MEDIAN, sight(seen(now), before=seen("100"), days=days), None).fired
    assert fired is not None
    assert fired.words == said
