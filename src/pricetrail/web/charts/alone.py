"""A chart as one SVG document, for what has no page around it: notebooks, reports, mails."""

from markupsafe import Markup

from pricetrail.web.charts.history import HistoryChart
from pricetrail.web.charts.svg import element

_LEFT = 72
_TOP = 12
_RIGHT = 12
_AXIS = 22
_STOCK = 10
_STYLE = """
svg { overflow: visible; }
text { font: 12px system-ui, sans-serif; fill: #545e6d; }
.grid { stroke: #dfe3ea; }
.line { fill: none; stroke: #3350d4; stroke-width: 2; stroke-linejoin: round; }
.line-2 { stroke: #b0490c; stroke-dasharray: 7 3; }
.line-3 { stroke: #7d2fb5; stroke-dasharray: 2 4; }
.line-4 { stroke: #00727d; stroke-dasharray: 9 3 2 3; }
.line-5 { stroke: #a3245f; stroke-dasharray: 4 4; }
.line-list { stroke: #8b95a5; stroke-width: 1.25; stroke-dasharray: 3 3; }
.line-out { stroke: #fff; stroke-width: 2.5; stroke-dasharray: 2 5; }
.area { fill: #3350d4; opacity: 0.09; }
.day-range { stroke: #3350d4; opacity: 0.6; }
.dot { fill: #3350d4; stroke: #fff; stroke-width: 2; }
.dot-low { fill: #0a7248; }
.dot-high { fill: #b4281f; }
.mark { font-weight: 600; fill: #151a22; paint-order: stroke; stroke: #fff; stroke-width: 4px; }
.hatch { stroke: #855300; stroke-width: 2.5; opacity: 0.45; }
.band-label { font-weight: 600; fill: #855300; text-anchor: middle; }
.stock-in_stock { fill: #0a7248; opacity: 0.55; }
.stock-out_of_stock { fill: #b4281f; }
.stock-preorder { fill: #855300; }
.stock-unknown { fill: #8b95a5; opacity: 0.5; }
"""


def standing_alone(chart: HistoryChart, *, width: int = 760, height: int = 300) -> Markup:
    """The chart as a page shows it in its light theme, laid out in so many pixels."""
    wide, high = width - _LEFT - _RIGHT, height - _TOP - _AXIS - _STOCK - 4
    return element(
        "svg",
        element("style", Markup(_STYLE)),  # noqa: S704 - ours
        element("rect", width="100%", height="100%", fill="#fff"),
        _placed(chart.y_axis, 0, _TOP, _LEFT - 8, high),
        _placed(chart.plot, _LEFT, _TOP, wide, high),
        _placed(chart.x_axis, _LEFT, _TOP + high, wide, _AXIS),
        _placed(chart.stock, _LEFT, height - _STOCK, wide, _STOCK - 2),
        xmlns="http://www.w3.org/2000/svg",
        view_box=f"0 0 {width} {height}",
        width=width,
        height=height,
    )


def _placed(part: Markup, x: int, y: int, width: int, height: int) -> Markup:
    return element("svg", part, x=x, y=y, width=width, height=height)
