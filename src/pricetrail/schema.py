"""The records, declared once.

Tables, API schemas, exports and the docs' field table are derived from these models. A field of
a product record is either an observation (`Observation`: it changes from visit to visit) or a
description (`Description`: it rarely changes, and is stored once per version). Adding a column is
one edit here, plus the extractor that fills it.

All moments are aware UTC datetimes in whole milliseconds; JSON shows them as ISO 8601 with
milliseconds and ``Z``. All decimals are exact; JSON shows them as plain strings without exponent
or trailing zeros. Empty texts and empty maps are null. Unknown input fields are dropped. All
texts and maps are bounded, and free of control characters and lone surrogates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, computed_field, model_validator

from pricetrail.clock import moment_of
from pricetrail.steps import StepsData
from pricetrail.values import (
    Amount,
    Currency,
    Gtin,
    Interval,
    Jump,
    Line,
    Moment,
    ProductId,
    Provenance,
    Specs,
    Tags,
    Text,
    TimeUUID,
    WebAddress,
    Word,
)

Kind = Literal["product", "listing", "blocked", "not_found", "other"]
Availability = Literal["in_stock", "out_of_stock", "preorder", "unknown"]
Condition = Literal["new", "used", "refurbished", "damaged"]
Outcome = Literal[
    "ok",
    "not_modified",
    "blocked",
    "not_found",
    "not_a_product",
    "invalid",
    "suspect",
    "robots_denied",
    "fetch_failed",
]
State = Literal[
    "new",
    "ok",
    "paused",
    "blocked",
    "not_found",
    "not_a_product",
    "invalid",
    "suspect",
    "robots_denied",
    "fetch_failed",
]
HeldStatus = Literal["open", "accepted", "confirmed", "dismissed"]


class Model(BaseModel):
    """What all records share: unknown fields are dropped, instances do not change."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    def json_dict(self) -> dict[str, Any]:
        """The record as JSON values, every field present (null where it has no value)."""
        return self.model_dump(mode="json")


class Observation(Model):
    """What changes from visit to visit; stored with every event."""

    price: Amount | None = Field(
        None, description="What a buyer pays now; of a range, its lower end."
    )
    price_raw: Line = Field(None, description="The price's text as the page shows it.")
    currency: Currency | None = Field(None, description="ISO 4217 code of all amounts.")
    list_price: Amount | None = Field(
        None, description="The price the shop compares with (struck through)."
    )
    price_max: Amount | None = Field(None, description="Upper end, where the page gives a range.")
    shipping: Amount | None = Field(
        None, description="What sending it costs, where the page says so; 0: nothing."
    )
    availability: Availability | None = Field(
        None,
        description="Whether it can be bought now; `unknown`: the page's word was not understood.",
    )
    condition: Condition | None = Field(None, description="Condition of the item offered.")
    rating: Amount | None = Field(None, description="Average rating, from 0 to `rating_best`.")
    rating_best: Amount | None = Field(None, description="The best rating possible.")
    review_count: Annotated[int, Field(ge=0, le=2**53)] | None = Field(
        None, description="Number of ratings or reviews."
    )


class Headline(Model):
    """The part of the description that every event repeats, so that history reads by itself."""

    name: Line = Field(None, description="Product name, without the shop's additions.")
    brand: Line = Field(None, description="Brand or manufacturer.")
    asin: Annotated[str, Field(pattern=r"^[A-Z0-9]{10}$")] | None = Field(
        None, description="Amazon's item number, where the shop is Amazon."
    )


class Description(Headline):
    """What rarely changes; stored once per version."""

    sku: Line = Field(None, description="The shop's own number for the product.")
    gtin: Gtin | None = Field(None, description="GTIN (EAN, UPC, ISBN-13), check digit verified.")
    mpn: Line = Field(None, description="The manufacturer's part number.")
    image_url: Line = Field(None, description="Absolute URL of the main picture.")
    description: Text = Field(None, description="Description as plain text.")
    country_of_origin: Line = Field(None, description="Country of origin, as the page says it.")
    specs: Specs = Field(None, description="The page's key/value tables.")


class ProductRecord(Description, Observation):
    """What one page says about one product."""

    url: WebAddress | None = Field(
        None, description="The product's URL; null only where a saved page does not name it."
    )
    kind: Kind = Field(description="What the page is.")
    provenance: Provenance = Field(
        None, description="For each field where on the page it came from; for the price what lost."
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.kind == "product" and self.name is None:
            raise ValueError("a product needs a name")
        if self.price is None and self.price_max is not None:
            raise ValueError("price_max without price")
        if self.price is not None and self.price_max is not None and self.price_max < self.price:
            raise ValueError("price_max is below price")
        if (
            self.rating is not None
            and self.rating_best is not None
            and self.rating > self.rating_best
        ):
            raise ValueError(f"rating {self.rating} is above the best rating {self.rating_best}")
        return self


class ProductScrapeEvent(Headline, Observation):
    """One observation in a product's history."""

    product_id: ProductId = Field(description="The product it belongs to.")
    uuid: TimeUUID = Field(description="Version 1 UUID, made when the scrape started.")
    revision: int = Field(0, ge=0, description="0 as observed; a correction has a higher one.")
    version: Word | None = Field(None, description="Its description: a row of `product_version`.")
    price_source: Line = Field(None, description="Where on the page the price came from.")
    recorded_at: Moment = Field(description="When this revision was written.")
    retracted: bool = Field(False, description="True: this price was never real.")
    confirmed: bool = Field(False, description="True: the shop answered 304, nothing had changed.")
    fetched_at: Moment | None = Field(None, description="When the page was fetched.")
    fetcher: Word | None = Field(None, description="How: http, browser, or who sent it.")
    rule: Word | None = Field(None, description="The site rule that read the page, if any.")
    archive_ref: Word | None = Field(None, description="The archived page: sha256 of its body.")

    @computed_field(description="When it was observed: the UUID's own moment.")  # type: ignore[prop-decorator]
    @property
    def created(self) -> Moment:
        """When it was observed, aware and UTC; the UUID's own moment, never taken from input."""
        return moment_of(self.uuid)


class Product(ProductRecord):
    """One product at one shop with its latest accepted record."""

    product_id: ProductId = Field(description="`<shop>:<the shop's own id>`; never changes.")
    target_id: Word | None = Field(None, description="The target it is scraped from.")
    shop: Word = Field(description="Host of the shop, without `www.`.")
    tags: Tags = Field((), description="Its target's tags, sorted.")
    state: State = Field("ok", description="How its last attempt went.")
    version: Word | None = Field(None, description="Its latest description.")
    last_event: TimeUUID | None = Field(None, description="The event that gave the latest record.")
    last_event_at: Moment | None = Field(None, description="When it was last observed.")
    first_event_at: Moment | None = Field(None, description="When it was first observed.")


class ProductVersion(Description):
    """One description of a product; a new version is written when a page describes it anew."""

    product_id: ProductId = Field(description="The product it describes.")
    version: Word = Field(description="Hash of the description.")
    url: WebAddress | None = Field(None, description="The product's URL at that time.")
    recorded_at: Moment = Field(description="When it was first seen.")


class ProductAlias(Model):
    """Another id of a product: of a target that turned out to be the same product."""

    alias: ProductId = Field(description="The other id.")
    product_id: ProductId = Field(description="The product's own id.")


class Target(Model):
    """What to scrape and how."""

    target_id: Word = Field(description="Hash of the normalised URL.")
    url: WebAddress = Field(description="The URL to fetch.")
    shop: Word = Field(description="Host of the shop, without `www.`.")
    product_id: ProductId | None = Field(
        None, description="Its product, once a record was accepted."
    )
    interval_s: Interval = Field(21_600, description="Seconds between scrapes.")
    fetcher: Literal["auto", "http", "browser"] = Field("auto", description="How to fetch it.")
    steps: StepsData | None = Field(
        None, description="What a browser does on the page before it is read."
    )
    rendered: bool = Field(
        False, description="True: it took a browser last time, so `auto` begins with one."
    )
    tags: Tags = Field((), description="Tags, sorted.")
    jump: Jump | None = Field(
        None,
        description=(
            "So many times what it usually costs, or that part of it, a price is believed at once; "
            "0: whatever it is; null: as the settings say."
        ),
    )
    paused: bool = Field(False, description="True: not scraped on schedule.")
    untracked: bool = Field(False, description="True: no longer tracked; its history stays.")
    created_at: Moment = Field(description="When it was first tracked or scraped.")
    next_due: Moment | None = Field(None, description="When it is due next; the truth.")
    lease_until: Moment | None = Field(None, description="A dispatcher works on it until then.")
    asked_at: Moment | None = Field(
        None, description="When a scrape was asked for that is not done yet; also where paused."
    )
    lost: int = Field(
        0, ge=0, description="How often a scrape that left no attempt was begun again since."
    )
    state: State = Field("new", description="How its last attempt went.")
    state_since: Moment | None = Field(None, description="Since when it is in this state.")
    failures: int = Field(0, ge=0, description="Attempts in a row that gave no event.")
    reason: Line = Field(None, description="Why the last attempt gave no event, in words.")
    last_attempt_at: Moment | None = Field(None, description="When it was last tried.")
    held: TimeUUID | None = Field(
        None, description="Its observation that waits in quarantine, until another one settles it."
    )
    etag: Line = Field(None, description="Validator of the last accepted page.")
    last_modified: Line = Field(None, description="Validator of the last accepted page.")

    @property
    def first_fetcher(self) -> Literal["auto", "http", "browser"]:
        """What it is fetched with first: ``auto`` is a browser where that is known to be needed."""
        if self.fetcher == "auto" and (self.rendered or self.steps):
            return "browser"
        return self.fetcher


class Attempt(Model):
    """One try at a target with its outcome; kept for a bounded time."""

    target_id: Word = Field(description="The target that was tried.")
    uuid: TimeUUID = Field(description="Version 1; the event's id where the attempt gave one.")
    outcome: Outcome = Field(description="How it went.")
    reason: Line = Field(None, description="What happened, in words.")
    url: str = Field(description="The URL that was asked for.")
    final_url: str | None = Field(None, description="The URL that answered, after redirects.")
    status: int | None = Field(None, description="HTTP status of the last response.")
    fetcher: Word | None = Field(None, description="How: http, browser, or who sent the page.")
    rule: Word | None = Field(None, description="The site rule that read the page, if any.")
    duration_ms: int | None = Field(None, ge=0, description="Milliseconds it took.")
    size: int | None = Field(None, ge=0, description="Bytes of the body, decompressed.")
    product_id: ProductId | None = Field(
        None, description="The product that the page turned out to be."
    )
    provenance: Provenance = Field(
        None, description="For each field of the record where on the page it came from."
    )
    archive_ref: Word | None = Field(None, description="The archived page: sha256 of its body.")
    screenshot: Word | None = Field(
        None, description="A picture of the page where a browser got no event from it."
    )

    @computed_field(description="When it started: the UUID's own moment.")  # type: ignore[prop-decorator]
    @property
    def created(self) -> Moment:
        """When it started, aware and UTC; the UUID's own moment."""
        return moment_of(self.uuid)


class Quarantined(Model):
    """An observation that was held back, and why; it is in no history unless it was accepted."""

    day: date = Field(description="The day in UTC.")
    shop: Word = Field(description="Host of the shop, without `www.`.")
    uuid: TimeUUID = Field(description="Its attempt's id, and its event's where it is accepted.")
    outcome: Literal["suspect", "invalid"] = Field(
        description="`suspect`: its price is hard to believe; `invalid`: it is no valid record."
    )
    status: HeldStatus = Field(
        "open",
        description=(
            "`confirmed`: another fetch agreed; `accepted`: a person did; `dismissed`: a person "
            "or another fetch did not."
        ),
    )
    reason: str = Field(description="Why it was held back, in words.")
    target_id: Word = Field(description="The target it was read from.")
    product_id: ProductId | None = Field(
        None, description="The product it speaks of; null where that is not known."
    )
    name: Line = Field(None, description="The product's name, as the page has it.")
    price: Amount | None = Field(None, description="The price that the page shows.")
    currency: Currency | None = Field(None, description="Its ISO 4217 code.")
    price_before: Amount | None = Field(None, description="The price that was accepted last.")
    currency_before: Currency | None = Field(None, description="Its ISO 4217 code.")
    archive_ref: Word | None = Field(None, description="The archived page: sha256 of its body.")
    record: dict[str, Any] | None = Field(
        None, description="The record as it was read, also where it is not valid."
    )
    event: dict[str, Any] | None = Field(None, description="The event that it becomes.")
    errors: str | None = Field(
        None, description="The ValidationError of a record that is not valid, as JSON text."
    )
    settled_at: Moment | None = Field(None, description="When it was settled.")
    sent: bool = Field(
        False, description="True: it was sent as a record, and is no page that was read here."
    )

    @property
    def is_in_history(self) -> bool:
        """Whether it was accepted, by a person or by another fetch."""
        return self.status in ("accepted", "confirmed")

    @computed_field(description="What it is called: `<shop>:<uuid>`.")  # type: ignore[prop-decorator]
    @property
    def id(self) -> str:
        """What it is called in commands and paths."""
        return f"{self.shop}:{self.uuid}"

    @computed_field(description="When it was observed: the UUID's own moment.")  # type: ignore[prop-decorator]
    @property
    def created(self) -> Moment:
        """When it was observed, aware and UTC; the UUID's own moment."""
        return moment_of(self.uuid)


class Claim(Model):
    """The promise to scrape a target for one slot under one event id."""

    target_id: Word = Field(description="The target to scrape.")
    slot: Moment = Field(description="The due time the scrape answers.")
    uuid: TimeUUID = Field(description="The attempt of that id tells whether it is done.")
    cut_off: bool = Field(
        False,
        description=(
            "Whether its process gave the scrape up: for lack of time, to end, or since a service "
            "was away."
        ),
    )


class DueSlot(Model):
    """A hint that a target is due in that minute; `Target.next_due` is the truth."""

    minute: Moment = Field(description="The minute in which it is due.")
    shard: int = Field(
        description="A part of the minute's targets, so that no partition grows large."
    )
    target_id: Word = Field(description="The target that is due.")


class EventMonth(Model):
    """A month (UTC) in which a product has events, such as ``2026-01``."""

    product_id: ProductId = Field(description="The product that has events then.")
    month: str = Field(description="The month in UTC.")


class Watermark(Model):
    """How far a repeated piece of work has come; all before `moment` is done."""

    name: str = Field(description="The piece of work.")
    moment: Moment = Field(description="All before it is done; of a walk, when it began.")
    cursor: str | None = Field(None, description="Where a walk goes on; null where it ended.")


class ProductDay(Model):
    """One day (UTC) of a product's history, recomputed from its events."""

    product_id: ProductId = Field(description="The product it sums up.")
    day: date = Field(description="The day in UTC.")
    currency: Currency | None = Field(None, description="Currency of the day's last price.")
    low: Amount | None = Field(None, description="The lowest price in that currency.")
    high: Amount | None = Field(None, description="The highest price in that currency.")
    average: Amount | None = Field(None, description="Mean over the day's events, six decimals.")
    last: Amount | None = Field(None, description="The day's last price.")
    events: int = Field(description="Events that count.")
    in_stock: int = Field(description="Events that say in stock.")
    out_of_stock: int = Field(description="Events that say out of stock.")


class JobTarget(Model):
    """One of the targets that a job asked to scrape; how it goes is read from the target itself."""

    job_id: Word = Field(description="The job: what was asked for at once.")
    number: int = Field(ge=0, description="Its place in what was asked for, from 0.")
    kind: Literal["track", "scrape"] = Field(description="What was asked for.")
    created_at: Moment = Field(description="When; an attempt since then answers it.")
    target_id: Word = Field(description="The target to scrape.")
    url: WebAddress = Field(description="The target's URL.")


class ProductLink(Model):
    """A product that a person says is the same as another one, at another shop, say.

    All products of a group link to one another.
    """

    product_id: ProductId = Field(description="A product.")
    other_id: ProductId = Field(description="Another product of its group.")


class ApiToken(Model):
    """A token that the API accepts; the token itself is not kept."""

    digest: Word = Field(description="SHA-256 of the token, hexadecimal.")
    name: Word = Field(description="What people call it; no two have the same.")
    scope: Literal["read", "write"] = Field(description="`write` may change things, too.")
    created_at: Moment = Field(description="When it was made.")


class IdempotencyKey(Model):
    """A record that was sent to us, by what tells its repeats from other records."""

    key: Word = Field(description="The client's key, hashed, or the event's id.")
    digest: Word = Field(description="SHA-256 of the record, hexadecimal.")
    uuid: TimeUUID = Field(description="The event it became.")


class ShopHealth(Model):
    """How one process fared with a shop on one day (UTC); the sum over processes is the truth."""

    shop: Word = Field(description="Host of the shop, without `www.`.")
    day: date = Field(description="The day in UTC.")
    writer: Word = Field(description="The process that counted.")
    outcomes: dict[str, int] | None = Field(None, description="Outcome → attempts.")
    records: int = Field(0, ge=0, description="Accepted records that were read from a page.")
    fields: dict[str, int] | None = Field(
        None, description="Field of the record → accepted records that had it."
    )
    duration_ms: int = Field(0, ge=0, description="Milliseconds that all the attempts took.")
    last_ok_at: Moment | None = Field(None, description="The last attempt that gave an event.")
    last_error: Line = Field(None, description="Why the last other attempt gave none, in words.")
    last_error_at: Moment | None = Field(None, description="When that was.")


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched document, as it came; all extraction reads from this and nothing else.

    `headers` have lower-case names; a repeated header is joined with ``, ``. `body` is
    decompressed. A 304 has an empty body. `screenshot` is what a browser shows where it looks
    as if nothing could be read, as JPEG.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    fetcher: str
    screenshot: bytes | None = None
