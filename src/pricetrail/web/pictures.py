"""Product pictures: served from here, so that no browser asks a shop for one."""

from dataclasses import dataclass
from zlib import crc32

from pricetrail.schema import Product
from pricetrail.web.charts.svg import element
from pricetrail.web.render import product_path


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture, or the letter and tint that stand for it where there is none."""

    src: str | None
    glyph: str
    tint: int


def picture_of(product: Product | None, name: str) -> PictureView:
    """What to show for a product; one that has no picture keeps the same tint everywhere."""
    src = None
    if product is not None and product.image_url is not None:
        src = f"{product_path(product.product_id)}/image"
    glyph = next((letter for letter in name if letter.isalnum()), "?")
    return PictureView(src, glyph, crc32(name.encode()) % len(_COLOURS))


def tile(view: PictureView) -> str:
    """What stands for a picture as an SVG of its own, for light and dark."""
    light, light_ink, dark, dark_ink = _COLOURS[view.tint]
    style = (
        f"rect{{fill:{light}}}text{{fill:{light_ink}}}"
        f"@media(prefers-color-scheme:dark){{rect{{fill:{dark}}}text{{fill:{dark_ink}}}}}"
    )
    return element(
        "svg",
        element("style", style),
        element("rect", width="56", height="56"),
        element(
            "text",
            view.glyph.upper(),
            x="28",
            y="36",
            text_anchor="middle",
            font_family="system-ui, sans-serif",
            font_size="22",
            font_weight="600",
        ),
        xmlns="http://www.w3.org/2000/svg",
        view_box="0 0 56 56",
    )


# Ground and letter, in light and in dark; the style sheet's tints.
_COLOURS = (
    ("#e4e9fd", "#2b43b0", "#232c52", "#b3c1ff"),
    ("#dff3ea", "#0a6641", "#16352a", "#7fe0b7"),
    ("#fdebd9", "#8a4300", "#3a2814", "#ffc48a"),
    ("#f3e4fb", "#6d2aa0", "#33204a", "#dcb5ff"),
    ("#d9f1f4", "#005f6a", "#12343a", "#7fdde6"),
    ("#fbe3ee", "#931d54", "#401f30", "#ffb0d1"),
)
