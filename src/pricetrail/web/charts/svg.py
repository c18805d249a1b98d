"""SVG elements as safe markup: every attribute and every text is escaped."""

from markupsafe import Markup, escape

Attribute = str | int | float | None


def element(name: str, *children: str, **attributes: Attribute) -> Markup:
    """One element; children that are not `Markup` are escaped as text.

    A trailing underscore of an attribute's name is dropped (``class_``), the others become
    hyphens; an attribute that is None is left out.
    """
    shown = "".join(
        f' {_attribute_name(key)}="{_written(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{shown}>{Markup('').join(children)}</{name}>")  # noqa: S704 - escaped


def percent(share: float) -> str:
    """A share of one as a coordinate that stretches with the drawing, such as ``12.5%``."""
    return f"{number(share * 100)}%"


def number(value: float) -> str:
    """A coordinate with at most two decimals, as short as can be."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _attribute_name(name: str) -> str:
    return _CAMEL.get(name) or name.rstrip("_").replace("_", "-")


_CAMEL = {
    "view_box": "viewBox",
    "preserve_aspect_ratio": "preserveAspectRatio",
    "pattern_units": "patternUnits",
    "pattern_transform": "patternTransform",
}


def _written(value: Attribute) -> Markup:
    return escape(number(value) if isinstance(value, float) else str(value))
