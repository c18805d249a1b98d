"""Reading single nodes of the tree."""

import re
from itertools import islice

from turbohtml import Element, Node, Text

_SILENT = frozenset({"script", "style", "template", "noscript"})
_SPOKEN = f"descendant::text()[not({' or '.join(f'parent::{tag}' for tag in sorted(_SILENT))})]"
_CENTS = re.compile(r"cent|fraction|decimal|minor|penny|pence|kopeck|grosz|haler|\bsup\b")
_TWO_DIGITS = re.compile(r"\s?\d\d(?:\D{0,4})$")
_NUMBER_AT_END = re.compile(r"[\d.,']{1,20}$")
_UNSEEN = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|visuallyhidden|sr-?only|screen-?reader(?:-text|-only)?|hdn"
    r"|offleft|off-?screen|clipped|a11y(?:-hidden)?|assistive-text|vh)(?:$|\s)",
    re.IGNORECASE,
)
NAMING = ("class", "id", "data-testid")
_MAX_NAMES = 1000
_MAX_NODES = 2000
_FEW = 12


def text_of(node: Node | None) -> str:
    """The text a visitor reads, on one line; parts of different elements stand apart by a space."""
    if node is None:
        return ""
    if isinstance(node, Element) and node.select_one("script,style,template"):
        return " ".join(" ".join(map(str, node.xpath_iter(_SPOKEN))).split())
    return " ".join(" ".join(node.strings).split())


def text_without_scripts(root: Node) -> str:
    """All text on one line that a visitor reads whose browser runs no scripts."""
    unmade: set[Node] = set()
    for template in root.select("template"):
        if template not in unmade:  # those in it are among its descendants
            unmade.update(template.descendants)
    texts = (
        node.data
        for node in root.descendants
        if isinstance(node, Text) and node not in unmade and not _is_code(node)
    )
    return " ".join(" ".join(texts).split())


def shown_text(element: Element) -> str:
    """The text of an element without the parts for screen readers alone, unless it is all that."""
    if element.select_one("[class]") is None:
        return text_of(element)
    unseen = {e for e in element.select("[class]") if _UNSEEN.search(e.attr("class") or "")}
    if not unseen:
        return text_of(element)
    texts = (
        node.data
        for node in element.descendants
        if isinstance(node, Text) and not _is_silent(node) and unseen.isdisjoint(node.ancestors)
    )
    return " ".join(" ".join(texts).split()) or text_of(element)


def short_text(node: Node, limit: int) -> str | None:
    """The raw text of a node, None where it is longer than `limit`; never reads on beyond that."""
    parts = node.strings
    text = "".join(islice(parts, _FEW))
    while len(text) <= limit and (more := "".join(islice(parts, _FEW))):
        text += more
    return text if len(text) <= limit else None


def price_text(element: Element) -> str:
    """The text of a price: parts of one number in different elements are put together again.

    Cents in an element of their own (``<sup>``, or named so) follow a decimal point; other
    neighbouring numbers stay apart.
    """
    parts: list[str] = []
    last = ""
    for node in islice(element.descendants, _MAX_NODES):
        if not isinstance(node, Text) or _is_silent(node):
            continue
        data = node.data
        if last.isdigit() and data[:1].isdigit():
            data = (_decimal_sign(parts) if _is_cents(node, data) else " ") + data
        parts.append(data)
        last = data[-1:] or last
    return " ".join("".join(parts).split())


def _decimal_sign(parts: list[str]) -> str:
    """A decimal sign that the number at the end of `parts` does not use between thousands."""
    number = _NUMBER_AT_END.search("".join(parts[-3:]))
    return "," if number is not None and "." in number.group() else "."


def _is_silent(text: Text) -> bool:
    parent = text.parent
    return isinstance(parent, Element) and parent.tag in _SILENT


def _is_code(text: Text) -> bool:
    parent = text.parent
    return isinstance(parent, Element) and parent.tag in ("script", "style")


def _is_cents(text: Text, data: str) -> bool:
    parent = text.parent
    cents = _TWO_DIGITS.match(data)
    return isinstance(parent, Element) and cents is not None and is_cents(parent)


def is_cents(element: Element) -> bool:
    """Whether an element is the place of a price's cents: raised, or named so."""
    return element.tag == "sup" or bool(_CENTS.search(marks(element)))


def marks(element: Element) -> str:
    """What an element calls itself, in lower case: class, id and test id."""
    names, identifier, test_id = map(element.attr, NAMING)
    if not identifier and not test_id:
        return names[:_MAX_NAMES].lower() if names else ""
    return f"{names or ''} {identifier or ''} {test_id or ''}"[:_MAX_NAMES].lower()


def path_of(element: Element) -> str:
    """A short CSS path for people: the element below its nearest ancestor with an id or class."""
    steps: list[str] = []
    node: Node | None = element
    while isinstance(node, Element) and len(steps) < 2 and node.tag not in {"html", "body"}:
        step = _step(node)
        if step != node.tag or not steps:
            steps.append(step)
        if "#" in step:
            break
        node = node.parent
    return " ".join(reversed(steps))


def _step(element: Element) -> str:
    if identifier := (element.attr("id") or "").strip():
        return f"#{identifier[:40]}"
    names = (element.attr("class") or "").split()
    return f"{element.tag}.{names[0][:40]}" if names else element.tag
