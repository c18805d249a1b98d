"""Pages that scripts have yet to fill: what is read of them without running those says little."""

from turbohtml import Element

from pricetrail.extract.document import Document

_LITTLE_TEXT = 250
_EMPTY_ROOT_TEXT = 60
_ROOTS = (
    "#root, #app, #__next, #__nuxt, #main-app, #app-root, #react-root, app-root, [ng-app],"
    " [data-reactroot], [data-server-rendered]"
)


def is_empty_shell(doc: Document) -> bool:
    """Whether there is next to nothing on the page but scripts that would make it."""
    return len(doc.text) < _LITTLE_TEXT and _has_scripts(doc)


def waits_for_scripts(doc: Document) -> bool:
    """Whether scripts have yet to fill the page, or say that it needs them."""
    if is_empty_shell(doc):
        return True
    if not _has_scripts(doc):
        return False
    return any(map(_is_empty, doc.tree.select(_ROOTS))) or any(
        "javascript" in element.text.casefold() for element in doc.tree.select("noscript")
    )


def _has_scripts(doc: Document) -> bool:
    return doc.tree.select_one("script") is not None


def _is_empty(root: Element) -> bool:
    return len(root.text.strip()) < _EMPTY_ROOT_TEXT
