"""The choice: one value per field out of all candidates, with the reason why the others lost."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pricetrail.extract.candidates import RULE, Candidate, Candidates
from pricetrail.extract.currency import currency_of_host
from pricetrail.extract.document import Document
from pricetrail.extract.likeness import containment
from pricetrail.extract.money import Money
from pricetrail.extract.nodes import path_of
from pricetrail.extract.seen import Seen

_AGREEMENT = 7
_FILLERS = frozenset(map(Decimal, ("9999", "99999", "999999", "9999999", "9999.99", "99999.99")))
_MAX_REDUCTION = 20
_BESIDE = 80
_WELL_PLACED = 58
_ALIKE = (Decimal("0.4"), Decimal("2.5"))
_VAT_RATES = tuple(Decimal(p) / 100 for p in (7, 8, 10, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27))
_NEAR = 500
_MAX_CLAIMS = 20
_TITLE_REST = re.compile(r"\s*[|·•»«~–—-]\s")
_PLAIN = (
    "brand",
    "sku",
    "asin",
    "gtin",
    "mpn",
    "image_url",
    "description",
    "country_of_origin",
    "condition",
    "review_count",
)


@dataclass(slots=True)
class Choice:
    """The chosen values with their provenance, as `ProductRecord` takes them."""

    fields: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, str | list[dict[str, str]]] = field(default_factory=dict)

    def take(self, candidate: Candidate | None, value: Any = None) -> None:
        """Settle the candidate's field with `value`, or with the candidate's own value."""
        if candidate is not None:
            self.fields[candidate.field] = candidate.value if value is None else value
            self.provenance[candidate.field] = candidate.origin

    def note(self, name: str, claims: list[dict[str, str]]) -> None:
        """Keep the claims beside the chosen value, not too many of them."""
        if claims:
            self.provenance[name] = claims[:_MAX_CLAIMS]


def choose(doc: Document, candidates: Candidates, seen: list[Seen]) -> Choice:
    """The most credible value of each field."""
    choice = Choice()
    for name in _PLAIN:
        choice.take(candidates.best(name))
    choice.take(_name(doc, candidates))
    _choose_specs(choice, candidates)
    _choose_rating(choice, candidates)
    _choose_availability(choice, candidates)
    _choose_money(doc, choice, candidates, seen)
    return choice


def _name(doc: Document, candidates: Candidates) -> Candidate | None:
    """The name most supported by what the page calls itself, without what a title adds to it."""
    names = candidates.of("name")
    best = max(
        names,
        default=None,
        key=lambda c: c.score + 10 * _support(c.value, doc.own_names),
    )
    if best is None or best.place != "title":
        return best
    within = [c for c in names if _TITLE_REST.match(best.value.removeprefix(c.value))]
    return max(within, default=best, key=lambda c: len(c.value))


def _support(name: str, said: list[str]) -> float:
    return max((containment(name, other) for other in said), default=0.0)


def _choose_specs(choice: Choice, candidates: Candidates) -> None:
    """The key/value tables of all sources together; of a repeated key the better source's value."""
    specs: dict[str, str] = {}
    for candidate in candidates.of("specs"):
        for key, value in candidate.value.items():
            specs.setdefault(key, value)
    best = candidates.best("specs")
    choice.take(best, dict(list(specs.items())[:500]))


def _choose_rating(choice: Choice, candidates: Candidates) -> None:
    """Rating and its scale from one source, so that they fit together."""
    rating = candidates.best("rating")
    if rating is None:
        return
    bests = [c for c in candidates.of("rating_best") if c.source == rating.source]
    best = bests[0] if bests else None
    if best is not None and best.value < rating.value:
        best = None
    scale: Decimal = best.value if best is not None else _scale_of(rating.value)
    if rating.value > scale:
        candidates.notes["rating"] = f"{rating.value} is above {scale}"
        return
    choice.take(rating, round(rating.value, 4))
    choice.fields["rating_best"] = scale
    said = best.origin if best is not None else "not said; the usual scale"
    choice.provenance["rating_best"] = said


def _choose_availability(choice: Choice, candidates: Candidates) -> None:
    """The state that is believed; who agrees, and why other states are not believed."""
    offered = candidates.of("availability")
    if not offered:
        return
    best, *others = offered
    choice.take(best)
    choice.note("availability_agreed", [_claim(c) for c in others if c.value == best.value])
    lost = [_loser(c, _why_not(c, best, set())) for c in others if c.value != best.value]
    choice.note("availability_rejected", lost)


def _scale_of(rating: Decimal) -> Decimal:
    return next((s for s in map(Decimal, (5, 10, 100)) if rating <= s), Decimal(100))


def _choose_money(doc: Document, choice: Choice, candidates: Candidates, seen: list[Seen]) -> None:
    offered = candidates.of("price")
    lost: list[dict[str, str]] = []
    valid: list[Candidate] = []
    for candidate in offered:
        reason = _implausible(candidate, seen)
        if reason is None:
            valid.append(candidate)
        else:
            lost.append(_loser(candidate, reason))
    winner = _as_shown(_most_credible(valid), valid, seen)
    if winner is not None:
        money: Money = winner.value
        choice.take(winner, money.amount)
        choice.fields["price_raw"] = money.raw
        if money.upper is not None and money.upper > money.amount:
            choice.fields["price_max"] = money.upper
        agreeing = [c for c in valid if c.value.amount == money.amount]
        choice.note("price_agreed", [_claim(c) for c in agreeing if c is not winner])
        sources = {c.source for c in agreeing}
        lost += [
            _loser(c, _why_not(c, winner, sources)) for c in valid if c.value.amount != money.amount
        ]
        _choose_list_price(choice, candidates, money)
        _choose_shipping(choice, candidates, money)
    lost += [
        {"value": s.money.raw, "source": f"visible: {path_of(s.element)}", "reason": s.reason}
        for s in seen[:_MAX_CLAIMS]
        if s.reason
    ]
    choice.note("price_rejected", lost)
    _choose_currency(doc, choice, candidates, winner)


def _claim(candidate: Candidate) -> dict[str, str]:
    said = candidate.value
    return {"value": said.raw if isinstance(said, Money) else said, "source": candidate.origin}


def _loser(candidate: Candidate, reason: str) -> dict[str, str]:
    return {**_claim(candidate), "reason": reason}


def _why_not(candidate: Candidate, winner: Candidate, agreeing: set[str]) -> str:
    """Why `winner` was believed, whose price the sources in `agreeing` give, and not this one."""
    if winner.score >= RULE:
        return "the rule for this shop is believed first"
    if len(agreeing) > 1:
        return f"{' and '.join(sorted(agreeing))} agree on another price"
    if candidate.source == winner.source:
        return "another stands nearer to the product's name, or says more plainly what it is"
    return f"{winner.source} is believed before {candidate.source}"


def _implausible(candidate: Candidate, seen: list[Seen]) -> str | None:
    if candidate.score >= RULE:
        return None
    money: Money = candidate.value
    shown = [s for s in seen if s.reason is None]
    if money.amount == 0 and any(c.isdigit() for c in money.raw):
        return "zero is a placeholder"
    if money.amount in _FILLERS and all(s.money.amount != money.amount for s in shown):
        return "nines that the page does not show are a placeholder"
    return "shown struck through on the page" if _is_past(money.amount, shown) else None


def _is_past(amount: Decimal, shown: list[Seen]) -> bool:
    """Whether the page shows this amount as a price of the past, right beside a lower new one."""
    old = [s for s in shown if s.struck and s.money.amount == amount]
    new = [s for s in shown if not s.struck] if old else []
    if any(s.money.amount == amount for s in new):
        return False
    return any(
        n.money.amount < amount and abs(n.distance - o.distance) <= _BESIDE
        for o in old
        for n in new
    )


def _most_credible(valid: list[Candidate]) -> Candidate | None:
    sources: dict[Decimal, set[str]] = defaultdict(set)
    for candidate in valid:
        sources[candidate.value.amount].add(candidate.source)
    return max(
        valid,
        default=None,
        key=lambda c: c.score + _AGREEMENT * (len(sources[c.value.amount]) - 1),
    )


def _as_shown(
    winner: Candidate | None, valid: list[Candidate], seen: list[Seen]
) -> Candidate | None:
    """The price shown beside the headline, where markup gives another and the reason is plain.

    Markup may give the range of all variants and the page the selected one; or markup gives the
    net price and the page the gross one; or ``<meta>`` alone is left over from another time, or
    in the currency of the shop and not of its visitor.
    """
    if winner is None or winner.score >= RULE or winner.source == "visible":
        return winner
    money: Money = winner.value
    near = [s for s in seen if s.is_current and s.distance < _NEAR and s.money.upper is None]
    if any(s.money.amount == money.amount for s in seen if s.is_current):
        return winner
    better = {s.money.amount for s in near if _explains(winner, s, near)}
    fitting = [c for c in valid if c.source == "visible" and c.value.amount in better]
    return max(fitting, default=winner, key=lambda c: c.score)


def _explains(winner: Candidate, shown: Seen, near: list[Seen]) -> bool:
    money: Money = winner.value
    amount = shown.money.amount
    if money.currency not in {None, shown.money.currency}:
        is_plain = shown.score >= _WELL_PLACED or shown.distance < _BESIDE
        return winner.source == "meta" and shown is near[0] and is_plain
    if money.upper is not None and money.amount < amount <= money.upper:
        return True
    if shown is not near[0] or money.amount == 0:
        return False
    ratio = amount / money.amount
    is_gross = any(abs(ratio - 1 - rate) < Decimal("0.001") for rate in _VAT_RATES)
    is_alike = _ALIKE[0] < ratio < _ALIKE[1]
    return is_gross or (is_alike and winner.source == "meta" and shown.score >= _WELL_PLACED)


def _choose_list_price(choice: Choice, candidates: Candidates, price: Money) -> None:
    for candidate in candidates.of("list_price"):
        money: Money = candidate.value
        same = money.currency in {None, price.currency} or price.currency is None
        if same and price.amount < money.amount <= price.amount * _MAX_REDUCTION:
            choice.take(candidate, money.amount)
            return


def _choose_shipping(choice: Choice, candidates: Candidates, price: Money) -> None:
    """What sending costs, in the price's own currency."""
    for candidate in candidates.of("shipping"):
        money: Money = candidate.value
        if money.currency in {None, price.currency} or price.currency is None:
            choice.take(candidate, money.amount)
            return


def _choose_currency(
    doc: Document, choice: Choice, candidates: Candidates, winner: Candidate | None
) -> None:
    if winner is not None and winner.value.currency is not None:
        choice.fields["currency"] = winner.value.currency
        choice.provenance["currency"] = winner.origin
        return
    if winner is not None:
        for candidate in candidates.of("price"):
            if candidate.value.amount == winner.value.amount and candidate.value.currency:
                choice.fields["currency"] = candidate.value.currency
                choice.provenance["currency"] = candidate.origin
                return
    best = candidates.best("currency")
    if best is not None:
        choice.take(best)
    elif winner is not None and (implied := currency_of_host(doc.host, doc.locale)):
        choice.fields["currency"] = implied
        by_host = currency_of_host(doc.host) == implied
        said = f"the host {doc.host}" if by_host else f"the page's language {doc.locale}"
        choice.provenance["currency"] = f"implied by {said}"
