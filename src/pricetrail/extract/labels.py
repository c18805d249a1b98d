"""Labels of a product's details in the shops' languages, and which field each one names."""

import re

_FIELD_LABELS = {
    "brand": (
        "brand|brand name|marke|markenname|marca|marque|merk|märke|varumärke|marka|markası"
        "|značka|výrobce|producent|produttore|fabricant|fabrikant|fabricante|hersteller"
        "|manufacturer|brend|blagovna znamka|proizvajalec|бренд|торговая марка|производитель"
        "|марка|μάρκα|merkki|tuotemerkki|mærke|merke|producător|brand producator|ブランド"
        "|ブランド名|メーカー|品牌|브랜드|제조사|العلامة التجارية|الماركة|מותג"
    ),
    "sku": (
        "sku|item|item no|item number|item #|article|article number|article no|product code"
        "|product id|product number|part no|catalogue number|cat no|reference|ref"
        "|artikelnummer|artikel-nr|art-nr|artnr|art nr|artikel nr|bestellnummer|best-nr"
        "|produktnummer|référence|réf|code article|código|código de producto"
        "|código do produto|referencia|referência|codice|codice articolo|codice prodotto"
        "|riferimento|artikelcode|nr ref|numer referencyjny|kod produktu|kod|indeks"
        "|cod produs|cod|kód|kód zboží|kód produktu|katalogové číslo|šifra|šifra izdelka"
        "|артикул|код товара|код|арт|ürün kodu|stok kodu|tuotenumero|varenummer|varenr"
        "|artikkelnr|κωδικός|cikkszám|id produto|id de producto|商品番号|品番|商品コード|型番"
        '|货号|商品编号|貨號|상품번호|رقم المنتج|מק"ט|anzeigennr|anzeigen-id|ebay item number'
    ),
    "mpn": (
        "mpn|model no|manufacturer part number|part number|item model number|model number|model"
        "|modellnummer|modell|herstellerreferenz|hersteller-nr|herstellerartikelnummer"
        "|herstellernummer|numéro du modèle de l'article|référence fabricant|modèle"
        "|número de modelo del producto|número de modelo|modelo|numero modello articolo"
        "|modello|modelnummer|modelnummer item|modellnummer för produkten"
        "|numer modelu produktu|kod producenta|cod producator|модель|код производителя"
        "|製造元リファレンス|製品型番|型號"
    ),
    "gtin": (
        "ean|ean-code|ean code|ean13|ean-13|gtin|gtin13|gtin-13|upc|upc code|barcode|bar code"
        "|strichcode|code-barres|código de barras|codice a barre|codice ean|streepjescode"
        "|kod ean|kod kreskowy|cod ean|cod de bare|čárový kód|črtna koda|ean koda|штрихкод"
        "|штрих-код|barkod|isbn|isbn-13|isbn13|jan|janコード|globale artikelnummer"
        "|global trade identification number"
    ),
    "country_of_origin": (
        "country of origin|country/region of origin|origin|made in|country of manufacture"
        "|herkunftsland|ursprungsland|herstellungsland|pays d'origine|pays de fabrication"
        "|país de origen|paese di origine|paese d'origine|país de origem|origem"
        "|land van herkomst|land van oorsprong|kraj pochodzenia|kraj produkcji"
        "|țara de origine|tara de origine|země původu|krajina pôvodu|država izvora"
        "|država porekla|страна производства|страна-производитель|страна происхождения"
        "|menşe ülkesi|menşei|menşe|alkuperämaa|oprindelsesland|származási ország"
        "|χώρα προέλευσης|原産国|原産国名|原产地|产地|原產地|產地|원산지|제조국|بلد المنشأ"
        "|ארץ ייצור"
    ),
}
_FIELD_OF = {
    label: field for field, labels in reversed(_FIELD_LABELS.items()) for label in labels.split("|")
}
_MAKER = re.compile(
    r"hersteller|manufacturer|producent|výrobce|produttore|fabricant|fabrikant|fabricante|メーカー"
    r"|производитель|producător|proizvajalec|제조사"
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_EDGES = " \t\n\r\u00a0:：.#*"


def tidy(text: str) -> str:
    """A label or value without the colons, marks of direction and spaces around it."""
    return (text if text.isascii() else _INVISIBLE.sub("", text)).strip(_EDGES)


def field_of(label: str) -> str | None:
    """The field that a label names, such as ``gtin`` for "EAN:"; None for any other label."""
    return _FIELD_OF.get(tidy(label).casefold())


def is_maker(label: str) -> bool:
    """Whether a label names the manufacturer, who need not be the brand."""
    return _MAKER.fullmatch(tidy(label).casefold()) is not None
