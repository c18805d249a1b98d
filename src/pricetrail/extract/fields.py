"""The smaller fields of a record, from text and markup: numbers of products, condition, ids."""

import re

from pricetrail.extract.folding import fold, plain
from pricetrail.extract.names import clean_brand, clean_name
from pricetrail.extract.ratings import parse_count, parse_rating
from pricetrail.schema import Condition, gtin_is_valid

__all__ = [
    "clean_brand",
    "clean_gtin",
    "clean_id",
    "clean_name",
    "condition_of",
    "parse_count",
    "parse_rating",
]

_MAX_TEXT = 200
_MAX_ID = 80

_GTIN_LABEL = re.compile(
    r"^(?:urn:)?(?:gtin|ean|upc|isbn|jan|barcode)[\w ./-]{0,8}?[:#\s]\s*", re.IGNORECASE
)
_GTIN = re.compile(r"\d{8}|\d{12,14}")
_ISBN_10 = re.compile(r"\d{9}[\dXx]")
_PLACEHOLDERS = frozenset(
    {"12345670", "123456789012", "1234567890128", "123456789104", "1234567890005"}
)

_ID_LABEL = re.compile(
    r"^(?:sku|mpn|asin|item(?: ?(?:no|number|code|model number|id|nr))?|product ?(?:code|id|no|number)"
    r"|model(?: ?(?:no|number|name|nr))?|part ?(?:no|number)?|style(?: ?(?:no|number|code))?|ref(?:erence)?"
    r"|art(?:icle|ikel)?(?:[. -]*(?:nr|no|number|nummer|num))?|artikelnummer|bestell-?(?:nr|nummer)"
    r"|modellnummer|produktnummer|hersteller-?nr|r[ée]f[ée]rence|referencia|refer[êe]ncia|codice|c[óo]digo"
    r"|modelo|modello|mod[eè]le|catalog(?:ue)?(?: ?(?:no|number))?|kod(?: produktu)?|k[óo]d|артикул"
    r"|код(?: товара)?|品番|型番|商品コード|货号|貨號|商品编号|商品編號|web-?id)"
    r"\s*(?:[.:#№]\s*)+",
    re.IGNORECASE,
)  # fmt: skip
_NO_VALUE = frozenset(
    ["null", "none", "undefined", "nan", "n", "a", "na", "nil", "unknown", "tbd", "tba", "default", "not", "applicable", "does", "not", "apply", "not", "available", "not", "specified", "unspecified", "keine", "angabe", "nicht", "zutreffend", "no", "aplica", "non", "applicable", "empty", "false", "true", "object", "object"]
)

_CONDITION_TERMS: dict[str, Condition] = {
    "newcondition": "new",
    "usedcondition": "used",
    "refurbishedcondition": "refurbished",
    "damagedcondition": "damaged",
}
_CONDITION_WORDS: dict[Condition, str] = {
    "damaged": "damaged|for parts|for parts or not working|parts only|not working|defekt|beschadigt|als ersatzteil|"
    "endommage|pour pieces|danado|para piezas|danneggiato|uszkodzony|broken|b ware beschadigt|"
    "als ersatzteil defekt|dañado|сломан|на запчасти|poskozene|故障品|ジャンク",
    "refurbished": "refurbished|renewed|reconditioned|certified refurbished|seller refurbished|manufacturer refurbished|"
    "recertified|refurb|remanufactured|generaluberholt|erneuert|refurbished ware|aufbereitet|"
    "reconditionne|reconditionnee|remis a neuf|reacondicionado|reacondicionada|ricondizionato|rigenerato|"
    "recondicionado|gereviseerd|odnowiony|odnowione|reconditionat|repasovany|repasovane|renovovane|"
    "восстановленный|восстановлен|yenilenmis|مجدد|מחודש|翻新|官翻|整備済み品|整備品|整備済|再生品|리퍼|리퍼브|리퍼비시",
    "used": "used|pre owned|preowned|second hand|secondhand|pre loved|preloved|open box|like new|very good|"
    "used like new|used very good|used good|used acceptable|ex display|ex demo|gebraucht|b ware|vorfuhrgerat|"
    "occasion|d occasion|usado|usada|segunda mano|de segunda mano|seminuevo|seminovo|usato|seconda mano|"
    "tweedehands|gebruikt|uzywany|uzywane|uzywana|folosit|second hand folosit|pouzite|pouzity|bazar|rozbalene|"
    "бу|б у|с пробегом|подержанный|ikinci el|مستعمل|יד שנייה|משומש|二手|中古|중고|begagnad|begagnat|brugt|brukt|"
    "kaytetty|hasznalt|μεταχειρισμενο|вживаний|bekas|มือสอง|cũ|đã qua sử dụng|rabljeno|used condition",
    "new": "new|brand new|new with tags|new with box|new other|new in box|factory new|new condition|unused|neu|"
    "neuware|fabrikneu|neu mit etikett|neuf|neuve|etat neuf|nuevo|nueva|nuovo|novo|nova|nieuw|nowy|nowe|nowa|"
    "nou|nova|novy|nove|novy tovar|новый|новое|новая|yeni|sifir|جديد|חדש|全新|新品|새상품|신품|새제품|ny|nytt|uusi|"
    "uj|καινουργιο|новий|baru|ใหม่|mới|novo stanje|sealed",
}
_CONDITIONS: dict[str, Condition] = {
    fold(word): condition
    for condition, words in _CONDITION_WORDS.items()
    for word in words.split("|")
}
_CONDITION_LABEL = re.compile(
    r"^(?:item )?(?:condition|zustand|artikelzustand|etat|estado|condizione|condizioni|stan|stav|stare|"
    r"состояние|durum|durumu|staat|conditie|kondition|skick|tilstand|kunto|allapot|κατασταση|الحالة|מצב|"
    r"状態|商品の状態|成色|상태)(?: of item)?\s+(?=\w)"
)


def clean_gtin(value: object) -> str | None:
    """A GTIN of 8, 12, 13 or 14 digits with its check digit right, or None.

    Spaces, hyphens and a label are taken off; an ISBN-10 becomes its ISBN-13. Zeros, sequences and
    repeated digits, which shops use as filler, are none. Leading zeros stay as the page has them.
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value) if not isinstance(value, int) or 0 <= value < 10**14 else ""
    if not 8 <= len(text) <= 60:
        return None
    digits = re.sub(r"[\s\-‐‑–]", "", _GTIN_LABEL.sub("", plain(text)))
    if _ISBN_10.fullmatch(digits):
        return _isbn_13(digits)
    if not _GTIN.fullmatch(digits) or not gtin_is_valid(digits) or _is_filler(digits):
        return None
    return digits


def _isbn_13(isbn: str) -> str | None:
    """The ISBN-13 of an ISBN-10 whose check character is right. Source: ISO 2108, annex A."""
    values = [10 if c in "Xx" else int(c) for c in isbn]
    if sum(weight * v for weight, v in zip(range(10, 0, -1), values, strict=True)) % 11:
        return None
    body = "978" + isbn[:9]
    total = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(body))
    return None if _is_filler(isbn) else body + str(-total % 10)


def _is_filler(digits: str) -> bool:
    core = digits.lstrip("0")
    return core in _PLACEHOLDERS or len(core) < 5 or len(set(core[:-1])) == 1


def clean_id(value: object) -> str | None:
    """A shop's or maker's number without its label and white space; None for placeholders."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value) if not isinstance(value, int) or abs(value) < 10**40 else ""
    if not text or len(text) > _MAX_TEXT:
        return None
    text = _ID_LABEL.sub("", plain(text)).strip(" #:;,")
    words = fold(text)
    if not words or len(text) > _MAX_ID or all(word in _NO_VALUE for word in words.split()):
        return None
    return text if words.strip("0 ") else None


def condition_of(value: object) -> Condition | None:
    """The condition that a schema.org term or a short text names; None: none, or not understood."""
    if not isinstance(value, str) or not value or len(value) > _MAX_TEXT:
        return None
    term = value.strip().rstrip("/").rpartition("/")[2].rpartition(":")[2].replace("_", "").lower()
    if term in _CONDITION_TERMS:
        return _CONDITION_TERMS[term]
    if "://" in value:
        return None
    words = fold(value)
    words = _CONDITION_LABEL.sub("", words)
    if words in _CONDITIONS:
        return _CONDITIONS[words]
    parts = words.split()
    if len(parts) > 6:
        return None
    for size in (3, 2, 1):
        lead = " ".join(parts[:size])
        if lead in _CONDITIONS and (size > 1 or not value[:1].isalpha() or _ends_statement(value)):
            return _CONDITIONS[lead]
    return None


def _ends_statement(value: str) -> bool:
    """Whether punctuation follows the first words: ``Used - Very Good`` against ``New York``."""
    return re.match(r"\s*(?:[\w ]+?:\s*)?[^\W\d]+\s*[-–—:;,.(/]", value) is not None
