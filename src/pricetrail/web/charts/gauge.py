"""Where a price stands between the lowest and the highest ever."""

from decimal import Decimal

from markupsafe import Markup

from pricetrail.web.charts.svg import element, percent


def gauge(low: Decimal, average: Decimal, high: Decimal, price: Decimal, *, label: str) -> Markup:
    """A bar from low to high with marks at the average and at the price."""
    width = high - low
    place = [float((value - low) / width) if width else 0.5 for value in (average, price)]
    middle, now = (min(max(share, 0.0), 1.0) for share in place)
    return element(
        "svg",
        element("rect", class_="gauge-track", y="9", width="100%", height="6", rx="3"),
        element(
            "line", class_="gauge-average", x1=percent(middle), x2=percent(middle), y1="4", y2="20"
        ),
        element("circle", class_="gauge-now", cx=percent(now), cy="12", r="7"),
        class_="gauge",
        role="img",
        aria_label=label,
    )
