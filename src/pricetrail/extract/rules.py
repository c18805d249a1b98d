"""Site rules: small classes, one file per site in `pricetrail.sites`, found automatically.

A rule says which hosts (or which pages, told by their markup) it reads, and where each field
stands, as CSS selectors. Of several rules that read a page, the one with the highest priority
wins; two with the same priority are a conflict, which is warned about.
"""

import functools
import importlib
import pkgutil
import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pricetrail.extract.candidates import RULE, Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.labels import tidy
from pricetrail.extract.nodes import text_of
from pricetrail.extract.readings import of_attribute, of_detail, of_element, of_machine
from pricetrail.schema import Kind
from pricetrail.urls import shop_of

PACKAGE = "pricetrail.sites"
_OWN_NUMBER = 47
_DETAIL = 70
_MAX_ROWS = 400
_MAX_LABEL = 80
_COUNTRY = re.compile(r"[a-z]{2,3}|(?:co|com)\.[a-z]{2}")


class RuleConflict(UserWarning):
    """Two rules of the same priority read the same host."""


class SiteRule:
    """How to read one site. Subclass it, fill in the class variables, decorate with `site_rule`.

    A selector is CSS, optionally followed by ``@`` and an attribute: ``#price``,
    ``#image@data-src``. Of a field's selectors the first that gives a value wins.
    """

    name: ClassVar[str]
    """Short and unique; provenance and the event's `rule` show it."""
    hosts: ClassVar[tuple[str, ...]] = ()
    """``shop.example`` (and its subdomains), or ``shop.*`` for all its countries."""
    priority: ClassVar[int] = 50
    """The highest wins: 50 for a shop, 20 for a platform that many shops run on."""
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Field → where it stands."""
    tables: ClassVar[tuple[tuple[str, str, str], ...]] = ()
    """Key/value tables that are no ``<table>``: row, label in it, value in it, as CSS."""
    settles: ClassVar[frozenset[str]] = frozenset()
    """Fields for which the rule's silence is an answer: no other source is asked."""
    item_in_url: ClassVar[re.Pattern[str] | None] = None
    """Finds the shop's own id of a product, its first group, in the product's address."""
    score: ClassVar[int] = RULE
    """How far to trust what the rule reads; from `RULE` on nothing contradicts it."""

    def reads(self, doc: Document) -> bool:
        """Whether this rule reads the page: by default, whether its host is one of `hosts`."""
        return self.reads_host(doc.host)

    def reads_host(self, host: str) -> bool:
        """Whether `host` is one of `hosts`."""
        return not _spellings(host).isdisjoint(self.hosts)

    def read(self, doc: Document, out: Candidates) -> None:
        """Add what the rule finds on the page; by default, by its selectors."""
        for field, selectors in self.selectors.items():
            self.take_first(doc, out, field, selectors)
        self._read_tables(doc, out)
        place = "the shop's own number"
        out.add("sku", self.item_id(doc), f"rule {self.name}", place, _OWN_NUMBER)

    def take_first(
        self, doc: Document, out: Candidates, field: str, selectors: Iterable[str]
    ) -> bool:
        """Add what stands at the first of `selectors` that gives a value; False where none does."""
        return any(self.take(doc, out, field, selector) for selector in selectors)

    def settled(self, doc: Document) -> frozenset[str]:  # noqa: ARG002
        """The fields that no other source is asked for on this page; by default `settles`."""
        return self.settles

    def take(self, doc: Document, out: Candidates, field: str, selector: str) -> bool:
        """Add what stands at `selector` as `field`; False where nothing usable stands there."""
        css, _, attribute = selector.partition("@")
        for element in doc.select(css):
            value = (
                of_attribute(field, element.attr(attribute) or "", doc)
                if attribute
                else of_element(field, element, doc)
            )
            if value is not None:
                self.add(out, field, value, selector)
                return True
        return False

    def add(self, out: Candidates, field: str, value: Any, place: str) -> None:
        """Add one claim of this rule; an empty value is none."""
        out.add(field, value, f"rule {self.name}", place, self.score)

    def claim(
        self, doc: Document, out: Candidates, place: str, currency: str | None = None, **said: Any
    ) -> None:
        """Add machine values out of `place`, each under its field's name and read as that field.

        Prices are amounts in `currency`; what cannot be read, and a price of zero, is no claim.
        """
        for field, value in said.items():
            self.add(out, field, of_machine(field, value, doc, currency), f"{place}.{field}")

    def add_details(self, out: Candidates, details: Mapping[str, str], place: str) -> None:
        """Add the rows of a key/value table as `specs`, and the fields that its labels name."""
        self.add(out, "specs", dict(details), place)
        for label, value in details.items():
            if (read := of_detail(label, value)) is not None:
                out.add(*read, f"rule {self.name}", f"{place}, {label}", _DETAIL)

    def kind(self, doc: Document) -> Kind | None:  # noqa: ARG002
        """What the page is, where this rule can tell; None leaves it to the general evidence."""
        return None

    def item_id(self, doc: Document) -> str | None:
        """The shop's own id of the product, where this rule knows it: by default from its URL."""
        for url in (doc.url, doc.canonical):
            if self.item_in_url is not None and (found := self.item_in_url.search(url or "")):
                return next((group for group in found.groups() if group), None)
        return None

    def canonical(self, doc: Document) -> str | None:
        """The product's URL without anything that does not belong to the product."""
        return doc.canonical

    def _read_tables(self, doc: Document, out: Candidates) -> None:
        for rows, head, body in self.tables:
            details: dict[str, str] = {}
            for row in doc.select(rows)[:_MAX_ROWS]:
                label, value = (tidy(text_of(row.select_one(css))) for css in (head, body))
                if label and value and len(label) <= _MAX_LABEL:
                    details.setdefault(label, value)
            self.add_details(out, details, rows)


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """How one rule stands to a URL: `wins` for the one that reads it; `why` in words.

    `could` says that the rule reads that host, or is told by markup that a URL does not show.
    """

    name: str
    module: str
    priority: int
    wins: bool
    could: bool
    why: str


_REGISTRY: dict[str, type[SiteRule]] = {}


def site_rule(cls: type[SiteRule]) -> type[SiteRule]:
    """Class decorator: make a rule known. Raises ValueError for a name that another rule has."""
    known = _REGISTRY.get(cls.name)
    if known is not None and known.__qualname__ != cls.__qualname__:
        raise ValueError(f"two site rules are called {cls.name!r}: {known} and {cls}")
    _REGISTRY[cls.name] = cls
    return cls


@functools.cache
def all_rules() -> tuple[SiteRule, ...]:
    """Every rule of `pricetrail.sites`, the highest priority first, then by name."""
    package = importlib.import_module(PACKAGE)
    for module in pkgutil.iter_modules(package.__path__, f"{PACKAGE}."):
        importlib.import_module(module.name)
    rules = sorted(_REGISTRY.values(), key=lambda cls: (-cls.priority, cls.name))
    return tuple(cls() for cls in rules)


def find_rule(doc: Document) -> SiteRule | None:
    """The rule that reads this page; None where there is none. Warns of `RuleConflict`."""
    matching: list[SiteRule] = []
    for rule in _to_ask(all_rules(), doc.host):
        if matching and rule.priority < matching[0].priority:
            break
        if rule.reads(doc):
            matching.append(rule)
    if len(matching) > 1 and matching[0].priority == matching[1].priority:
        one, other = matching[0].name, matching[1].name
        warnings.warn(f"rules {one} and {other} both read {doc.host}", RuleConflict, stacklevel=2)
    return matching[0] if matching else None


@functools.lru_cache(maxsize=4096)
def _to_ask(rules: tuple[SiteRule, ...], host: str) -> tuple[SiteRule, ...]:
    """Those of `rules` that read `host` or look at the page itself, in the same order."""
    return tuple(
        rule for rule in rules if type(rule).reads is not SiteRule.reads or rule.reads_host(host)
    )


def explain_rules(url: str) -> list[RuleMatch]:
    """How every rule stands to `url`, the best first. Raises InvalidURL where it is none.

    Rules told by a page's markup cannot be judged from the URL alone; their `why` says so.
    """
    host = shop_of(url)
    matches: list[RuleMatch] = []
    for rule in all_rules():
        reads = rule.reads_host(host)
        wins = reads and not any(match.wins for match in matches)
        could = reads or not rule.hosts
        why = _why(rule, reads, wins)
        module = type(rule).__module__
        matches.append(RuleMatch(rule.name, module, rule.priority, wins, could, why))
    return sorted(matches, key=lambda match: not match.wins)


def _why(rule: SiteRule, reads: bool, wins: bool) -> str:
    if wins:
        return f"reads {', '.join(rule.hosts)}, the highest priority of those that match"
    if reads:
        return f"reads {', '.join(rule.hosts)}, but has a lower priority"
    if not rule.hosts:
        return "told by the page's markup, not by its host"
    return f"reads only {', '.join(rule.hosts)}"


@functools.lru_cache(maxsize=4096)
def _spellings(host: str) -> frozenset[str]:
    """What a rule may call `host`: its name or a parent domain's, with or without the country."""
    labels = host.split(".")
    domains = [".".join(labels[first:]) for first in range(len(labels))]
    names = (domain.partition(".") for domain in domains)
    return frozenset(domains).union(f"{n}.*" for n, _, rest in names if _COUNTRY.fullmatch(rest))
