"""Pages as they are found, and what the general logic has to say about them."""

from dataclasses import dataclass
from typing import Any

from pricetrail.extract import extract
from tests.support.pages import page_of

OFFER = (
    '"offers":{"@type":"Offer","price":"12.00","priceCurrency":"EUR",'
    '"availability":"https://schema.org/InStock"}'
)


@dataclass(frozen=True)
class Wild:
    """A page; ``%OFFER%`` in it stands for a plain offer in JSON-LD."""

    title: str
    body: str
    says: dict[str, Any]
    head: str = ""
    lang: str = "en"
    url: str = "https://www.shop.example/p/1"

    @property
    def read(self) -> dict[str, Any]:
        """What extraction without site rules finds, of the fields that are expected."""
        html = (
            f"<html lang={self.lang}><head><title>{self.title}</title>{self.head}</head>"
            f"<body>{self.body}</body></html>"
        )
        page = page_of(html.replace("%OFFER%", OFFER), self.url)
        record = extract(page, site_rules=False).record
        said = record.json_dict()
        return {name: said.get(name) for name in self.says}
