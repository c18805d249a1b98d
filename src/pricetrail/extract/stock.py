"""Whether the product can be bought, as a visitor sees it: its button and the words near it."""

import re

from turbohtml import Element

from pricetrail.extract import blocks
from pricetrail.extract.availability import availability_of_text
from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.nodes import marks, path_of, text_of

_NEAR = 1200
_STATE = re.compile(
    r"stock|avail|inventory|deliver|dispo|liefer|sold|buy|cart|bag|basket|status|voorraad|lager"
)
_BUY = re.compile(
    r"^\W*(?:add (?:this )?(?:item )?to (?:my |your |the )?(?:shopping )?(?:cart|basket|bag|trolley)"
    r"|buy (?:it )?now|buy|in den (?:waren|einkaufs)korb\w*|in den einkaufswagen|kaufen|jetzt kaufen"
    r"|ajouter (?:au|à mon) panier|acheter|a(?:ñ|n)adir (?:al carrito|a la cesta|a la bolsa)"
    r"|agregar al carr\w*|comprar(?: agora| ahora)?|aggiungi al carrello|acquista(?: ora)?"
    r"|adicionar ao carrinho|in (?:de )?winkel(?:wagen|mand)\w*|toevoegen aan winkel\w+"
    r"|(?:dodaj )?do koszyka|kup teraz|adaug[aă] [iî]n co[sș]|(?:přidat |vložit )?do košíku|koupit"
    r"|pridať do košíka|v košarico|dodaj v košarico|в корзину|добавить в корзину|купить"
    r"|sepete ekle|satın al|kosárba\w*|lägg i (?:varu|kund)\w+|köp|læg i kurv\w*"
    r"|legg i handle\w+|lisää ostoskoriin|أضف إلى (?:السلة|عربة التسوق)|הוסף לסל"
    r"|加入购物车|加入購物車|立即购买|放入購物車|カートに(?:入れる|追加)|장바구니(?: 담기)?|바로구매"
    r")\W*$",
    re.IGNORECASE,
)
_BUY_MARKS = re.compile(
    r"add-?_?(?:to|2)-?_?(?:cart|basket|bag|trolley)|button-?cart|btn-?_?cart|cart-?_?button|buy-?_?now"
    r"|buy-?_?button|btn-?_?buy|basket-?button|product-form__submit|add-?item"
)
_BUTTONS = (
    "button,input[type=submit],input[type=button],a[role=button]"
    ",a[class*=cart i],a[class*=buy i],a[class*=btn i],a[class*=basket i]"
)
_UNREAD = frozenset({"option", "label", "a"})
_MAX_BUTTONS = 400


def read(doc: Document, out: Candidates) -> None:
    """Add the state that the buy button and the words after the headline show."""
    button = buy_button(doc)
    if button is not None:
        off = button.attr("disabled") is not None or "disabled" in marks(button).split()
        if not off:
            out.add("availability", "in_stock", "visible", f"button {path_of(button)}", 50)
    _read_words(doc, out, has_button=button is not None)


def buy_button(doc: Document) -> Element | None:
    """The button that puts the page's own product into the cart."""
    for element in doc.tree.select(_BUTTONS)[:_MAX_BUTTONS]:
        if _means_buy(element) and not doc.is_aside(element):
            return element
    return None


def _means_buy(element: Element) -> bool:
    if _BUY_MARKS.search(f"{marks(element)} {(element.attr('name') or '').lower()}"):
        return True
    text = text_of(element) or element.attr("value") or element.attr("aria-label") or ""
    return len(text) <= 50 and bool(_BUY.match(text))


def _read_words(doc: Document, out: Candidates, *, has_button: bool) -> None:
    for word in doc.words_after:
        if word.distance > _NEAR:
            return
        if not 3 <= len(word.text) <= 60 or word.element.tag in _UNREAD:
            continue
        state = availability_of_text(word.text, doc.lang)
        if state in {None, "unknown"}:
            continue
        near = [word.element, *(e for e in word.element.ancestors if isinstance(e, Element))][:5]
        if any(blocks.is_hidden(e) for e in near) or doc.is_aside(word.element):
            continue
        named = any(_STATE.search(marks(e)) for e in near[:4])
        score = 54 + 8 * named - min(word.distance // 100, 10)
        score -= 30 * (has_button and state == "out_of_stock" and not named)
        out.add("availability", state, "visible", path_of(word.element), score)
        return
