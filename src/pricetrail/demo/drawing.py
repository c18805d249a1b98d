"""Pictures of the demo's goods as PNG: a shape in colours of its own, drawn line by line."""

import colorsys
import math
import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from pricetrail.demo.model import Item

SIDE = 240

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MIDDLE = SIDE / 2
_HALF_SQUARE, _ROUNDING, _RADIUS = SIDE * 0.27, SIDE * 0.1, SIDE * 0.17
_GROUND, _SQUARE, _CIRCLE = range(3)

Outline = Sequence[tuple[float, float]]


@lru_cache(maxsize=256)
def drawing(item: Item) -> bytes:
    """A picture that stands for `item`, as a PNG."""
    hue = item.seed % 360
    square = _round_square(math.radians(item.seed % 45))
    circle = _arc(_MIDDLE, _MIDDLE, _RADIUS, 0, 360)
    rows = [bytearray([_GROUND]) * SIDE for _ in range(SIDE)]
    _fill(rows, square, _SQUARE)
    _fill(rows, circle, _CIRCLE)
    palette = (_hsl(hue, 45, 92), _hsl(hue, 50, 62), _hsl(hue + 40, 60, 78))
    return _png(rows, b"".join(palette))


def _round_square(turn: float) -> Outline:
    inner = _HALF_SQUARE - _ROUNDING
    corners = ((1, 1, 0), (-1, 1, 90), (-1, -1, 180), (1, -1, 270))
    outline = [
        point
        for x, y, begin in corners
        for point in _arc(x * inner, y * inner, _ROUNDING, begin, begin + 90)
    ]
    cos, sin = math.cos(turn), math.sin(turn)
    return [(_MIDDLE + x * cos - y * sin, _MIDDLE + x * sin + y * cos) for x, y in outline]


def _arc(x: float, y: float, radius: float, begin: int, end: int) -> Outline:
    angles = [math.radians(degrees) for degrees in range(begin, end + 1, 9)]
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles]


def _fill(rows: Sequence[bytearray], outline: Outline, colour: int) -> None:
    """Colour what lies within a convex outline."""
    for y, row in enumerate(rows):
        crossings = [
            x1 + (y - y1) * (x2 - x1) / (y2 - y1)
            for (x1, y1), (x2, y2) in pairwise([*outline, outline[0]])
            if min(y1, y2) <= y < max(y1, y2)
        ]
        if crossings:
            left, right = round(min(crossings)), round(max(crossings))
            row[left:right] = bytes([colour]) * (right - left)


def _hsl(hue: float, saturation: float, lightness: float) -> bytes:
    parts = colorsys.hls_to_rgb(hue % 360 / 360, lightness / 100, saturation / 100)
    return bytes(round(part * 255) for part in parts)


def _png(rows: Sequence[bytearray], palette: bytes) -> bytes:
    """Rows of places in a palette as a file. Source: W3C, PNG (third edition), chapter 11."""
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 3, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    parts = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", pixels), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, body) for kind, body in parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
