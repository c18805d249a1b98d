"""The way from a page to its record: collect candidates, judge the page's kind, choose."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from pricetrail.errors import RecordInvalid
from pricetrail.extract import embedded, kind, meta, reconcile, rules, schemaorg, visible
from pricetrail.extract.candidates import RULE, Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.reconcile import Choice
from pricetrail.extract.rules import SiteRule
from pricetrail.extract.shells import waits_for_scripts
from pricetrail.schema import Page, ProductRecord
from pricetrail.values import reason_of

_FAILED = 400
_ALONE = ("name", "availability", "brand", "rating", "review_count")
"""Fields for which the most trusted claim alone decides, and others are dear to find."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read from one page.

    `rule` names the site rule that read it; `item_id` is the shop's own id of the product where
    a rule knows it; `canonical` the product's URL for its identity; `reason` says in words why
    the page is no product; `rejected_fields` why single values were dropped. `unfinished` says
    that scripts have yet to fill the page with what was looked for.
    """

    record: ProductRecord
    rule: str | None = None
    item_id: str | None = None
    canonical: str | None = None
    reason: str | None = None
    rejected_fields: dict[str, str] = field(default_factory=dict)
    unfinished: bool = False


def extract(page: Page, *, site_rules: bool = True) -> Extraction:
    """The record that a page gives, whatever the page is; never touches the network.

    A page that is no product gives a record of its kind without price or state. Raises
    RecordInvalid, and nothing else, where the page is a product and yet no valid record can be
    made of it.
    """
    doc = Document(page)
    rule = rules.find_rule(doc) if site_rules else None
    verdict = _verdict(rule, doc)
    if verdict is not None and verdict.kind != "product":
        return _no_product(doc, rule, verdict)
    said = _said_by(rule, doc)
    out = Candidates(_settled(rule, doc, said, judged=verdict is not None))
    products = schemaorg.products_of(doc)
    main = schemaorg.read(doc, out, products)
    meta.read(doc, out)
    seen = visible.read(doc, out, judged=verdict is not None)
    out.take_over(said)
    known = main and out.best("price") is not None and out.best("brand") is not None
    if not known and not out.settled("price"):
        embedded.read(doc, out, seen)
    verdict = verdict or kind.judge(doc, out, seen, products, main)
    if verdict.kind != "product":
        return _no_product(doc, rule, verdict)
    return _product(doc, rule, reconcile.choose(doc, out, seen), out.notes)


def _said_by(rule: SiteRule | None, doc: Document) -> Candidates:
    said = Candidates()
    if rule is not None:
        rule.read(doc, said)
    return said


def _settled(
    rule: SiteRule | None, doc: Document, said: Candidates, *, judged: bool
) -> frozenset[str]:
    """The fields for which no other source is asked than the rule.

    That is what it claims to settle; and, where nothing else is needed to judge the page's kind,
    what it read itself, as nothing contradicts a rule. Prices are compared with others all the
    same, so that provenance tells what lost.
    """
    if rule is None:
        return frozenset()
    read = (name for name in _ALONE if (best := said.best(name)) and best.score >= RULE)
    return rule.settled(doc).union(read if judged else ())


def _verdict(rule: SiteRule | None, doc: Document) -> kind.Verdict | None:
    said = rule.kind(doc) if rule is not None else None
    if said is None or rule is None or doc.page.status >= _FAILED:
        return None
    return kind.Verdict(said, None if said == "product" else f"rule {rule.name} tells so")


def _no_product(doc: Document, rule: SiteRule | None, verdict: kind.Verdict) -> Extraction:
    record = ProductRecord(url=doc.url, kind=verdict.kind)
    unfinished = verdict.kind == "other" and waits_for_scripts(doc)
    name = rule.name if rule else None
    return Extraction(record, rule=name, reason=verdict.reason, unfinished=unfinished)


def _product(
    doc: Document, rule: SiteRule | None, choice: Choice, notes: dict[str, str]
) -> Extraction:
    record, rejected = _valid(doc, choice)
    return Extraction(
        record=record,
        rule=rule.name if rule is not None else None,
        item_id=rule.item_id(doc) if rule is not None else None,
        canonical=rule.canonical(doc) if rule is not None else doc.canonical,
        rejected_fields=notes | rejected,
        unfinished=_lacks_price(record) and waits_for_scripts(doc),
    )


def _lacks_price(record: ProductRecord) -> bool:
    """Whether a price is missing that a product on sale would have."""
    return record.price is None and record.availability in {None, "unknown", "in_stock"}


def _valid(doc: Document, choice: Choice) -> tuple[ProductRecord, dict[str, str]]:
    """The record of what is chosen; a single value that is not valid is dropped, with a note."""
    values: dict[str, Any] = choice.fields | {"url": doc.url, "kind": "product"}
    try:
        return ProductRecord(**values, provenance=choice.provenance or None), {}
    except ValidationError as error:
        rejected = {str(e["loc"][0]): str(e["msg"]) for e in error.errors() if e["loc"]}
    kept = {name: value for name, value in values.items() if name not in rejected}
    provenance = {k: v for k, v in choice.provenance.items() if k not in rejected}
    provenance |= {name: f"dropped: {why}"[:200] for name, why in rejected.items()}
    if "price" in rejected:
        kept = {k: v for k, v in kept.items() if k not in {"price_raw", "price_max"}}
    try:
        return ProductRecord(**kept, provenance=provenance or None), rejected
    except ValidationError as error:
        raise RecordInvalid(
            f"a product page, but no valid record: {reason_of(error.errors()[0])}",
            error.json(include_url=False),
        ) from error
