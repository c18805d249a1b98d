"""A series of prices as one line of block characters."""

from collections.abc import Sequence
from decimal import Decimal

_BLOCKS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[Decimal | None], width: int) -> str:
    """At most `width` characters, oldest first, the lowest price at the bottom.

    Where there are more values than places, each place shows the last price of its share; a
    share without one stays blank.
    """
    shown = _resample(values, width)
    known = [value for value in shown if value is not None]
    if not known:
        return ""
    low, span = min(known), max(known) - min(known)
    top = len(_BLOCKS) - 1
    return "".join(
        " " if value is None else _BLOCKS[round((value - low) / span * top) if span else top // 2]
        for value in shown
    )


def _resample(values: Sequence[Decimal | None], width: int) -> list[Decimal | None]:
    if len(values) <= width:
        return list(values)
    shown: list[Decimal | None] = []
    for place in range(width):
        share = values[place * len(values) // width : (place + 1) * len(values) // width]
        shown.append(next((v for v in reversed(share) if v is not None), None))
    return shown
