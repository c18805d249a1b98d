"""Candidates out of the page's key/value tables: the table itself, and the fields it names."""

import re
from collections.abc import Iterator
from itertools import islice, zip_longest
from urllib.parse import urlsplit

from turbohtml import Element

from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document, Words
from pricetrail.extract.fields import clean_brand, clean_gtin, clean_id
from pricetrail.extract.labels import field_of, is_maker, tidy
from pricetrail.extract.nodes import short_text, text_of

FIELDS = ("specs", "brand", "sku", "gtin", "mpn", "country_of_origin")
"""What tables and labelled texts can say."""
_SOURCE = "visible"
_MAX_ROWS = 400
_MAX_LABEL = 60
_MAX_VALUE = 500
_MAX_BRAND = 60
_MAX_INLINE_LABEL = 40
_MAX_INLINE = 100
_SPARE = 20
_CODE = re.compile(r"[A-Za-z0-9][\w./-]{2,29}$")
_INLINE = re.compile(
    r"(?:^|[\s(|;,])(?P<label>EAN(?:[ -]?(?:code|13))?|GTIN(?:-?13)?|UPC|ISBN(?:-?13)?|SKU"
    r"|(?:Art(?:ikel)?|Bestell|Best|Produkt|Artikkel|Vare)[. -]{0,2}(?:nummer|Nr)"
    r"|Item (?:No|Number)|Product (?:Code|ID)|R[ée]f(?:[ée]rence)?|Nr ref"
    r"|Kod produktu|Cod produs|Código|Referencia|Codice(?: articolo| prodotto)?"
    r"|Артикул|Код товара|Ürün kodu|Šifra(?: izdelka)?|Anzeigennr"
    r"|Katalogové číslo|Kód(?: zboží| produktu)?|Cikkszám|商品番号|品番|货号|商品编号)"
    r"\.?\s{0,3}[:：#]?\s{0,3}(?P<value>[A-Z0-9][\w./-]{2,29})",
    re.IGNORECASE,
)
_GTIN_LABEL = re.compile(r"ean|gtin|upc|isbn", re.IGNORECASE)
_DIGITS = re.compile(r"\d{3}")
_NO_DIGIT = re.compile(r"\D")
_URL_ID = re.compile(
    r"(?:[/_-]|[/-]p)(\d{6,20})(?:\.html?|/)?$|/(?:dp|itm|pd|p)/([A-Z0-9]{6,16})/?$"
)


def read(doc: Document, out: Candidates) -> None:
    """Add the tables' rows as `specs`, and what they say about brand, numbers and origin."""
    table: dict[str, str] = {}
    for label, value, place in rows(doc):
        table.setdefault(label, value)
        _read_row(out, label, value, place)
    out.add("specs", table, _SOURCE, "tables", 50)
    _read_inline(doc, out)
    number = _number_in_url(doc)
    if number is not None:
        out.add("sku", _as_written(doc, out, number), "url", "its last number", 15)


def rows(doc: Document) -> Iterator[tuple[str, str, str]]:
    """Label, value and place of each row of two-column tables and definition lists."""
    for element in doc.rows[:_MAX_ROWS]:
        cells = _cells(element)
        if len(cells) == 2 and not doc.is_aside(element):
            yield from _pair(cells[0], cells[1], "table" if element.tag == "tr" else "dl")


def _cells(element: Element) -> list[Element]:
    """The cells of a table's row, or a term with what it means."""
    if element.tag == "tr":
        return [c for c in element.children if isinstance(c, Element) and c.tag in {"td", "th"}]
    said = element.next_sibling
    while said is not None and not isinstance(said, Element):
        said = said.next_sibling
    return [element, said] if isinstance(said, Element) and said.tag == "dd" else []


def _pair(head: Element, body: Element, place: str) -> Iterator[tuple[str, str, str]]:
    label, value = tidy(text_of(head)), tidy(text_of(body))
    if 1 < len(label) <= _MAX_LABEL and 0 < len(value) <= _MAX_VALUE and not label.isdigit():
        yield label, value, place


def _read_row(out: Candidates, label: str, value: str, place: str) -> None:
    field = field_of(label)
    if field is not None:
        _read_value(out, field, value, f"{place} {label}", less=8 * is_maker(label))


def _read_value(out: Candidates, field: str, value: str, where: str, less: int) -> None:
    if field == "brand" and len(value) <= _MAX_BRAND:
        out.add("brand", clean_brand(value), _SOURCE, where, 54 - less)
    elif field == "gtin":
        out.add("gtin", clean_gtin(value), _SOURCE, where, 56 - less)
    elif field in {"sku", "mpn"} and _CODE.match(value):
        out.add(field, clean_id(value), _SOURCE, where, 48 - less)
    elif field == "country_of_origin" and len(value) <= _MAX_BRAND:
        out.add(field, value, _SOURCE, where, 55 - less)


def _read_inline(doc: Document, out: Candidates) -> None:
    """Labels in running text with their value behind: ``EAN: 4006381333931``, ``Brand: X``."""
    words = doc.after.words
    for word, following in zip_longest(words, words[1:]):
        label, colon, rest = word.text.partition(":")
        field = field_of(label) if len(label) <= _MAX_INLINE_LABEL else None
        if field is None:
            continue
        value = tidy(rest[:_MAX_VALUE])
        if not value and following is not None and (colon or _is_pair(word, following)):
            value = tidy(following.text)
        if value and not doc.is_aside(word.element):
            _read_value(out, field, value, f"text {tidy(label)}", less=6)
    for word in doc.after.numbers:
        is_short = len(word.text) <= _MAX_INLINE
        match = _INLINE.search(word.text) if is_short and _DIGITS.search(word.text) else None
        if match is not None and any(c.isdigit() for c in match["value"]):
            field = "gtin" if _GTIN_LABEL.match(match["label"]) else "sku"
            value = match["value"].rstrip(".-/")
            _read_value(out, field, value, f"text {match['label']}", less=12)


def _is_pair(label: Words, value: Words) -> bool:
    """Whether two texts are alone together in one small block, as label and value are."""
    for holder in islice(label.element.ancestors, 2):
        if holder in set(islice(value.element.ancestors, 3)):
            limit = len(label.text) + len(value.text) + _SPARE
            return short_text(holder, limit) is not None
    return False


def _as_written(doc: Document, out: Candidates, number: str) -> str:
    """A number as the page writes it, where it shows the same one: ``002.937.72``."""
    if out.best("sku") is not None or not number.isdigit():
        return number
    longest = len(number) * 3 // 2
    shown = (w.text for w in doc.after.numbers if len(number) < len(w.text) <= longest)
    return next((t for t in shown if _NO_DIGIT.sub("", t) == number and _CODE.match(t)), number)


def _number_in_url(doc: Document) -> str | None:
    """The shop's number in the product's address, where that ends with one."""
    for url in (doc.canonical, doc.url):
        match = _URL_ID.search(urlsplit(url).path) if url else None
        if match:
            return match.group(1) or match.group(2)
    return None
