"""What the words around an amount say it is: the price, or something beside the price."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from pricetrail.extract.folding import fold

Role = Literal["price", "was", "save", "unit", "instalment", "extra", "net", "share"]
"""``was``: a former or recommended price; ``save``: a reduction, voucher or bonus; ``unit``: per
quantity; ``instalment``: one of several or repeated payments; ``extra``: shipping, deposit, a
threshold; ``net``: without VAT; ``share``: a percentage, a count, a measure."""


def _any_of(words: str) -> str:
    phrases = sorted({fold(word) for word in words.split("|")} - {""}, key=len, reverse=True)
    return "|".join(map(re.escape, phrases))


_BEFORE: dict[Role, str] = {
    "was": "was|were|rrp|msrp|srp|list price|list|reg|regular price|regular|original price|"
    "originally|orig|old price|previous price|previously|before|compare at|compare at price|"
    "retail price|typical price|mrp|m r p|lowest price in 30 days|lowest recent price|"
    "uvp|uvp des herstellers|unverbindliche preisempfehlung|statt|vorher|bisher|alter preis|"
    "ehemaliger preis|ursprunglich|bisheriger preis|fruher|niedrigster preis der letzten 30 tage|"
    "30 tage bestpreis|listenpreis|"
    "prix conseille|prix de vente conseille|prix barre|ancien prix|avant|au lieu de|prix d origine|"
    "antes|precio anterior|precio original|pvp|pvpr|pvp recomendado|precio de lista|"
    "precio recomendado|precio normal|precio regular|"
    "prezzo precedente|prima|prezzo originale|prezzo consigliato|prezzo di listino|anziche|invece di|"
    "preco anterior|preco original|de por|preco de|"
    "adviesprijs|van|was nu|oude prijs|normaal|vorige prijs|"
    "cena katalogowa|cena regularna|poprzednia cena|najnizsza cena z 30 dni przed obnizka|"
    "najnizsza cena z ostatnich 30 dni|najnizsza cena|cena sugerowana|stara cena|zamiast|"
    "pret vechi|pret recomandat|prp|pret intreg|pret initial|pretul recomandat|"
    "puvodni cena|puvodne|drive|bezna cena|bezne|doporucena cena|mo cena|povodna cena|povodne|"
    "bezna cena|doporucena cena|stara cena|"
    "старая цена|прежняя цена|было|раньше|цена без скидки|обычная цена|ррц|"
    "eski fiyat|eski fiyati|liste fiyati|piyasa fiyati|"
    "السعر السابق|كان|السعر الاصلي|بدلا من|מחיר קודם|במקום|מחיר רגיל|מחיר מחירון|"
    "原价|原價|市场价|市場價|建议零售价|定價|定价|吊牌价|専門店価格|定価|参考価格|通常価格|希望小売価格|"
    "メーカー希望小売価格|元値|정가|정상가|소비자가|기존가|"
    "ordinarie pris|ord pris|ord|tidigare pris|tidigare|rek pris|for|forpris|vejl pris|vejl|"
    "for pris|normalpris|normalt|veiledende pris|veil|ovh|norm hinta|norm|suositushinta|"
    "eredeti ar|korabbi ar|regi ar|listaar|αρχικη τιμη|απο τιμη|π λ τ|πλτ|стара ціна|"
    "стара цена|giá gốc|giá cũ|giá niêm yết|harga asli|harga normal|ราคาปกติ|redna cena|"
    "prejsnja cena|stara cijena|redovna cijena|najniza cijena",
    "save": "save|saved|you save|saving|savings|save up to|discount|discount of|minus|"
    "instant savings|coupon|voucher|cashback|cash back|gift card|worth|value|bonus|"
    "trade in|reward|rewards|earn|deduct|"
    "sie sparen|du sparst|sparen sie|spare|sparen|gespart|ersparnis|rabatt|rabatt von|gutschein|"
    "nachlass|sofortrabatt|abzuglich|"
    "economisez|vous economisez|economie|remise|reduction|soit|bon d achat|cagnotte|"
    "ahorra|ahorras|te ahorras|ahorro|descuento|rebaja|cupon|"
    "risparmi|risparmia|risparmio|sconto|buono|"
    "poupe|poupa|economize|economia|desconto|voce economiza|cupom|"
    "bespaar|u bespaart|je bespaart|korting|voordeel|besparing|"
    "oszczedzasz|oszczedz|rabat|taniej o|znizka|taniej|"
    "economisesti|economiseste|reducere|discount de|voucher|"
    "usetrite|sleva|usporite|setrite|zlava|usetris|"
    "скидка|экономия|выгода|вы экономите|кешбэк|кэшбэк|бонус|бонусов|"
    "indirim|kazanc|tasarruf|kupon|وفر|خصم|توفير|חיסכון|הנחה|חסכת|"
    "节省|立省|立减|省|优惠|優惠|折抵|現省|券|割引|値引|値引き|引き|ポイント|할인|쿠폰|적립|"
    "spara|rabatten|spar|du sparer|besparelse|saasta|alennus|megtakaritas|kedvezmeny|"
    "εκπτωση|κερδος|знижка|отстъпка|спестявате|tiết kiệm|giảm|hemat|diskon|ประหยัด|prihranek|"
    "popust|usteda",
    "unit": "unit price|price per unit|grundpreis|prix au kilo|prix au litre|prix unitaire au kg|"
    "precio por unidad|precio por kg|prezzo al kg|prezzo al litro|prezzo unitario|"
    "cena jednostkowa|cena za 1 kg|cena za 1 szt|jednotkova cena|mernа cena|merna cena|"
    "jamforpris|jmf pris|jfr pris|enhetspris|kilopris|literpris|egysegar|vertailuhinta|"
    "pret per kg|pret unitar|цена за 1 кг|цена за кг|per kg|per 100g|per 100 g|per litre|pro kg|"
    "je kg|pro liter|pro 100 g|za kg|za 1 kg",
    "instalment": "monthly|per month|installment|installments|instalment|instalments|payments|"
    "payments of|interest free payments|interest free payments of|instalments of|"
    "installments of|pay in|monatlich|monatliche rate|rate|raten|monatsrate|"
    "finanzierung|finanzierung ab|mensualites de|mensualite|fois|x fois|par mois|"
    "cuotas de|cuotas|meses de|mensualidades de|meses sin intereses de|pagos de|plazos de|"
    "rate da|rate di|rata|raty|rat|rata od|rat po|splatky|splatka|splatky od|mesicne|mesacne|"
    "vezes de|parcelas de|prestacoes de|mensais de|termijnen|per maand|rate de|rate lunare|"
    "рассрочка|в месяц|платежей|taksit|taksitle|قسط|اقساط|תשלומים|分期|分割|月々|월|할부|"
    "manadskostnad|delbetala|avbetalning|deposit then|klarna|afterpay|zip",
    "extra": "shipping|delivery|postage|p p|shipping cost|shipping costs|postage and packing|"
    "delivery from|shipping from|orders over|over|orders above|spend|spend over|when you spend|"
    "minimum order|import charges|import fees|deposit|tax|plus|protection plan|warranty|"
    "protection|surcharge|fee|recycling fee|free shipping over|free delivery over|above|"
    "free shipping on orders over|estimated tax|handling|"
    "versand|versandkosten|zzgl versand|zzgl|lieferung|lieferkosten|zuzuglich|pfand|"
    "mindestbestellwert|versandkostenfrei ab|ab einem bestellwert von|bestellwert|"
    "livraison|frais de port|frais de livraison|livraison des|a partir de|des l achat de|"
    "eco participation|dont eco participation|dont|consigne|ecotaxe|"
    "envio|gastos de envio|envio desde|envio gratis desde|pedidos superiores a|a partir de compras|"
    "spedizione|spese di spedizione|consegna|spedizione gratuita sopra|ordini superiori a|"
    "frete|portes|custos de envio|verzendkosten|verzending|bezorgkosten|bezorging|vanaf bestelling|"
    "dostawa|dostawa od|koszt dostawy|wysylka|przesylka|darmowa dostawa od|kaucja|"
    "livrare|transport|cost livrare|doprava|doprava od|postovne|dorucenie|preprava|"
    "доставка|доставка от|стоимость доставки|kargo|kargo ucreti|الشحن|توصيل|משלוח|דמי משלוח|"
    "运费|運費|满|滿|送料|配送料|배송비|배송료|"
    "frakt|fraktkostnad|leverans|levering|fragt|porto|toimitus|toimituskulut|szallitas|"
    "szallitasi dij|μεταφορικα|εξοδα αποστολης|phí vận chuyển|ongkir|ค่าส่ง|postnina|dostava|"
    "including|incl|inkl|davon|thereof",
    "net": "excl vat|ex vat|ex tax|excl tax|excluding vat|excluding tax|net|net price|netto|"
    "nettopreis|ohne mwst|exkl mwst|zzgl mwst|ht|prix ht|hors taxe|hors taxes|sin iva|iva esclusa|"
    "senza iva|sem iva|excl btw|ex btw|netto cena|cena netto|bez dph|cena bez dph|fara tva|"
    "без ндс|kdv haric|brez ddv|bez pdv|exkl moms|ex moms|eks mva|alv 0|税抜|税別|未税|"
    "before tax",
}
_AFTER: dict[Role, str] = {
    "was": "rrp|list price|uvp|msrp|rek pris|veil|vejl",
    "save": "off|discount|cheaper|saved|less|cashback|voucher|gift card|reward|rewards|bonus|"
    "rabatt|gespart|gunstiger|guthaben|sparen|ersparnis|gutschein|de remise|de reduction|"
    "d economie|offerts|de descuento|de ahorro|menos|di sconto|de desconto|de economia|"
    "korting|voordeel|taniej|rabatu|zwrotu|mai ieftin|reducere|sleva|zlava|скидка|скидки|бонусов|"
    "баллов|indirim|خصم|הנחה|减|折|引き|オフ|off|ポイント|pt|할인|rabatten|alennusta|popusta",
    "instalment": "mo|mth|month|months|pm|p m|per month|a month|monthly|every month|week|per week|"
    "wk|year|yr|per year|a year|annum|per annum|pa|monat|monatlich|pro monat|im monat|mtl|"
    "mtl rate|jahr|pro jahr|mois|par mois|an|par an|mes|al mes|por mes|mensuales|mensual|ao mes|"
    "mensais|mese|al mese|mensili|anno|maand|per maand|p m|mnd|mies|miesiac|miesiecznie|mc|rok|"
    "mesic|mesicne|mesiac|mesacne|luna|pe luna|luni|мес|месяц|в месяц|ay|aylik|شهر|شهريا|לחודש|"
    "月|毎月|か月|회|개월|월|man|manad|manaden|per manad|md|mdr|maned|per maned|kk|ho|honap|"
    "μηνα|місяць|bulan|thang|เดือน|mesec|in instalments",
    "extra": "shipping|delivery|postage|p p|shipping cost|for shipping|and over|or more|deposit|"
    "minimum|and above|to qualify|for free shipping|for free delivery|more for|away from|"
    "versand|versandkosten|lieferung|pfand|bestellwert|einkaufswert|mindestbestellwert|"
    "de livraison|de frais de port|d achat|d achats|de frais|d eco participation|de consigne|"
    "de envio|gastos de envio|de compra|di spedizione|spese di spedizione|de frete|de portes|"
    "verzendkosten|statiegeld|dostawa|kaucji|livrare|transport|doprava|postovne|"
    "доставка|за доставку|kargo|للشحن|משלוח|运费|運費|以上|送料|배송비|이상|frakt|i frakt|fragt",
    "net": "excl vat|ex vat|excl tax|ex tax|excluding vat|excluding tax|excl gst|ex gst|"
    "ohne mwst|exkl mwst|zzgl mwst|zzgl gesetzlicher mwst|zzgl ust|netto|ht|hors taxe|hors taxes|h t|"
    "sin iva|sin i v a|iva esclusa|iva escl|sem iva|excl btw|ex btw|excl b t w|"
    "bez dph|fara tva|без ндс|kdv haric|brez ddv|bez ddv|bez pdv|exkl moms|ex moms|"
    "ekskl moms|eks mva|ekskl mva|alv 0|税抜|税別|未税|no vat|net",
}
_UNIT = (
    r"kgs?|kilos?|kilogramm?s?|kilogramo|g|gr|gram|gramm|grams?|mg|l|lt|ltr|liter|litre|litro|litr|ml|"
    r"cl|dl|m|m2|m3|mtr|meter|metre|metro|mb|lm|lfm|qm|sqm|sq ?m|sq ?ft|sqft|ft|cm|mm|lb|lbs|oz|fl\.? ?oz|"
    r"ounce|pound|gal|pint|cubic|wash(?:load)?|wl|waschladung|count|ct|кг|г|л|мл|м|м2|"
    r"كجم|كغ|لتر|公斤|千克|克|100克|500克|斤|升|ml당|g당|100g当たり"
)
_PER = r"(?:/|per|pro|je|par|por|al|za|na|le|au|à|for|о|за|/ ?1|per a)"
_UNIT_AFTER = re.compile(
    rf"\s*\)?\s*(?:{_PER}\s*\(?\s*(?:\d[\d.,]*\s*)?(?:{_UNIT})\b"
    rf"|(?:/|per|pro|je|par|por|za|na)\s*\d[\d.,]*\s*[^\W\d]+"
    rf"|/\s*(?:{_UNIT})\b)",
    re.IGNORECASE,
)
_UNIT_BEFORE = re.compile(
    rf"(?:\b(?:{_UNIT}))\s*[=:]\s*\(?$|(?:^|\s)(?:per|pro|je|za|por|par)\s+(?:\d[\d.,]*\s*)?(?:{_UNIT})\s*[:=]?\s*$",
    re.IGNORECASE,
)
_REPEATED = re.compile(
    r"\s*/\s*(?:mo|mth|month|monat|mois|mes|mese|mnd|maand|mies|mc|m[eě]s|мес|ay|man|wk|week|yr|year|"
    r"jahr|an|a[ñn]o|rok|day|tag|jour|d[ií]a|night|nacht|nuit|noche|user|h|hr|hour|月|월|kk|md|md\.|h[oó])\b|\s*[x×]\s?\d",
    re.IGNORECASE,
)
_TIMES_BEFORE = re.compile(
    r"^\s?[x×X]\s|^\s?[x×]\s?(?:de|of|à|a|von|por|da|di)?\s*$|^\s?[x×]\s*\W{0,3}$"
)
_TAIL: dict[Role, re.Pattern[str]] = {
    role: re.compile(rf"(?:^|(?<=\s))(?:{_any_of(words)})\s*$") for role, words in _BEFORE.items()
}
_HEAD: dict[Role, re.Pattern[str]] = {
    role: re.compile(rf"(?:{_any_of(words)})(?:\s|$)")
    for role, words in _AFTER.items()
    if role not in {"was", "extra"}
}
# What names another amount as often as this one: only where nothing follows.
_ALONE: dict[Role, re.Pattern[str]] = {
    role: re.compile(rf"(?:{_any_of(_AFTER[role])})(?: fees?| costs?| charges?)?$")
    for role in ("was", "extra")
}
_PLUS_TAX = re.compile(
    r"\s*\+\s*(?:iva|kdv|vat|gst|hst|tax|tva|mwst|ust|btw|dph|moms|ндс|pdv|ddv)\b", re.IGNORECASE
)
_BEHIND: dict[Role, re.Pattern[str]] = {
    "unit": _UNIT_AFTER,
    "instalment": _REPEATED,
    "net": _PLUS_TAX,
}
_GROSS = re.compile(r"\b(?:brutto|ink?l|incl|inc|including|ttc|mit|with|gross)\b")
_PAIRED = {"de": "por", "van": "voor"}
_REACH = 60
_NEW_STATEMENT = frozenset("+|;,&·•-–—")
_DIGIT = re.compile(r"\d")
_CONNECTOR = re.compile(
    r"(?:(?:^|\s)(?:from|of|only|just|up to|ab|von|nur|bis zu|de|des|des|da|od|od|az|desde|"
    r"a partir de|jusqu a|hasta|fino a|от|до|about|ca|approx))+$"
)


_FREE = frozenset(
    fold(word)
    for word in [
        "free",
        "for free",
        "free of charge",
        "gratis",
        "kostenlos",
        "umsonst",
        "gratuit",
        "gratuite",
        "gratuito",
        "gratuita",
        "grátis",
        "de graça",
        "za darmo",
        "darmowe",
        "bezpłatnie",
        "bezpłatny",
        "gratuit",
        "zdarma",
        "zadarmo",
        "бесплатно",
        "ücretsiz",
        "bedava",
        "مجاني",
        "مجانا",
        "חינם",
        "免费",
        "免費",
        "無料",
        "무료",
        "ilmainen",
        "ingyenes",
        "δωρεάν",
        "безкоштовно",
        "безплатно",
        "miễn phí",
        "ฟรี",
        "मुफ़्त",
        "मुफ्त",
        "besplatno",
        "brezplačno",
        "tasuta",
        "nemokamai",
    ]
)
_LABELS = frozenset(
    [
        "price",
        "prices",
        "our",
        "now",
        "today",
        "only",
        "just",
        "from",
        "starting",
        "at",
        "sale",
        "deal",
        "offer",
        "special",
        "current",
        "buy",
        "total",
        "amount",
        "cost",
        "each",
        "ea",
        "approx",
        "ca",
        "inc",
        "incl",
        "including",
        "inclusive",
        "vat",
        "gst",
        "tax",
        "taxes",
        "ttc",
        "preis",
        "preise",
        "unser",
        "jetzt",
        "nur",
        "heute",
        "ab",
        "angebot",
        "aktuell",
        "aktueller",
        "sonderpreis",
        "verkaufspreis",
        "inkl",
        "mwst",
        "ust",
        "st",
        "stuck",
        "gesamt",
        "brutto",
        "vb",
        "vhb",
        "festpreis",
        "fp",
        "endpreis",
        "kaufpreis",
        "prix",
        "actuel",
        "maintenant",
        "seulement",
        "des",
        "partir",
        "promo",
        "notre",
        "unite",
        "tva",
        "comprise",
        "precio",
        "precios",
        "ahora",
        "solo",
        "desde",
        "oferta",
        "actual",
        "nuestro",
        "iva",
        "incluido",
        "inc",
        "incluida",
        "final",
        "prezzo",
        "prezzi",
        "ora",
        "solo",
        "da",
        "attuale",
        "offerta",
        "inclusa",
        "incl",
        "nostro",
        "preco",
        "agora",
        "apenas",
        "por",
        "desde",
        "com",
        "vista",
        "avista",
        "a",
        "prijs",
        "prijzen",
        "nu",
        "slechts",
        "vanaf",
        "voor",
        "btw",
        "inclusief",
        "actie",
        "onze",
        "cena",
        "ceny",
        "teraz",
        "tylko",
        "od",
        "brutto",
        "z",
        "vat",
        "promocyjna",
        "nasza",
        "cene",
        "pret",
        "preturi",
        "acum",
        "doar",
        "pretul",
        "tva",
        "inclus",
        "ted",
        "jen",
        "nyni",
        "s",
        "dph",
        "vcetne",
        "nase",
        "cijena",
        "sa",
        "pdv",
        "ddv",
        "цена",
        "цены",
        "сейчас",
        "всего",
        "от",
        "с",
        "ндс",
        "стоимость",
        "ціна",
        "зараз",
        "від",
        "fiyat",
        "fiyati",
        "simdi",
        "sadece",
        "dahil",
        "kdv",
        "السعر",
        "سعر",
        "الان",
        "فقط",
        "من",
        "شامل",
        "الضريبة",
        "מחיר",
        "המחיר",
        "עכשיו",
        "רק",
        "החל",
        "מ",
        "价格",
        "現在",
        "现在",
        "仅",
        "售价",
        "售價",
        "促销价",
        "特价",
        "特價",
        "優惠價",
        "起",
        "价",
        "價",
        "网路價",
        "網路價",
        "価格",
        "税込",
        "から",
        "円",
        "販売価格",
        "セール",
        "가격",
        "판매가",
        "부터",
        "원",
        "pris",
        "priset",
        "fran",
        "inkl",
        "moms",
        "endast",
        "bara",
        "kun",
        "nu",
        "fra",
        "mva",
        "hinta",
        "alk",
        "sis",
        "alv",
        "ar",
        "ara",
        "csak",
        "most",
        "afa",
        "τιμη",
        "απο",
        "τωρα",
        "με",
        "φπα",
        "giá",
        "chỉ",
        "từ",
        "gia",
        "harga",
        "mulai",
        "ราคา",
        "कीमत",
        "मूल्य",
        "मात्र",
        "us",
        "uk",
        "the",
        "is",
        "for",
        "sold",
        "by",
        "it",
        "buy",
        "it",
        "as",
        "low",
    ]
)


def means_free(folded: str) -> bool:
    """Whether the whole text, folded, says that the price is nothing."""
    if folded in _FREE:
        return True
    label, _, rest = folded.partition(" ")
    return label in _LABELS and rest in _FREE


def only_labels(folded: str) -> bool:
    """Whether folded text has nothing but words that label a price."""
    return all(word in _LABELS for word in folded.split())


def roles_of(surroundings: Sequence[tuple[str, str]]) -> list[Role]:
    """What each amount of a text is, from the text before and after it (signs taken off).

    `before` reaches back to the previous number, `after` on for some words. What stands directly
    behind an amount counts first (``£20 off``, ``9,99 € / Monat``, ``0,99 €/100 g``), then the
    label ahead. Words that one amount used as its own are no label of the next. A net price is
    the price where the text has no other.
    """
    roles: list[Role] = []
    used = ""
    for before, after in surroundings:
        label = (
            fold(before[-_REACH:]).removeprefix(used).strip() if used else fold(before[-_REACH:])
        )
        behind = _role_behind(after, label)
        used = behind[1] if behind else ""
        roles.append(behind[0] if behind else _role_ahead(before, label))
    for i, (first, second) in enumerate(pairwise(surroundings)):
        closing = _PAIRED.get(fold(first[0]).rpartition(" ")[2])
        if closing and closing == fold(second[0]).rpartition(" ")[2]:
            roles[i] = "was"
    return roles if "price" in roles else ["price" if role == "net" else role for role in roles]


def _role_behind(after: str, label: str) -> tuple[Role, str] | None:
    """The role that the text behind an amount gives it, and the words that said so."""
    for role, pattern in _BEHIND.items():
        if pattern.match(after):
            return role, ""
    lead = after.lstrip()[:1]
    if not lead or lead in _NEW_STATEMENT:
        return None
    words = fold(_DIGIT.split(after, maxsplit=1)[0])
    followed = _DIGIT.search(after) is not None
    for role, pattern in _HEAD.items():
        match = pattern.match(words)
        if match and not (followed and label and (role != "net" or _GROSS.search(label))):
            return role, match[0].strip()
    if lead != "(" and not followed:
        return next(((role, "") for role, each in _ALONE.items() if each.match(words)), None)
    return None


def _role_ahead(before: str, label: str) -> Role:
    if _UNIT_BEFORE.search(before[-30:]):
        return "unit"
    if _TIMES_BEFORE.search(before):
        return "instalment"
    if before.rstrip().endswith("+"):
        return "extra"
    words = _CONNECTOR.sub("", label)
    return next((role for role, pattern in _TAIL.items() if pattern.search(words)), "price")
