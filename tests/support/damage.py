"""Pages damaged at random, the same damage for the same seed."""

from collections.abc import Sequence
from random import Random

from tests.support.hostile_pages import BAITS

_MAX_HARMS = 8
_MAX_PIECE = 20_000
_MAX_REPEATS = 200
_MAX_BODY = 4_000_000


def damaged(bodies: Sequence[bytes], seed: int) -> bytes:
    """One of `bodies` after some harms: cut, spliced, repeated, garbled, baited."""
    random = Random(seed)
    body = random.choice(bodies)
    for _ in range(random.randint(1, _MAX_HARMS)):
        body = random.choice(_HARMS)(random, body, random.choice(bodies))[:_MAX_BODY]
    return body


def _cut(random: Random, body: bytes, other: bytes) -> bytes:
    start, end = _piece(random, body)
    return body[:start] + body[end:]


def _end(random: Random, body: bytes, other: bytes) -> bytes:
    return body[: random.randint(0, len(body))]


def _splice(random: Random, body: bytes, other: bytes) -> bytes:
    start, end = _piece(random, other)
    at = random.randint(0, len(body))
    return body[:at] + other[start:end] + body[at:]


def _repeat(random: Random, body: bytes, other: bytes) -> bytes:
    start, end = _piece(random, body)
    times = random.randint(2, _MAX_REPEATS)
    return body[:start] + body[start:end] * times + body[end:]


def _garble(random: Random, body: bytes, other: bytes) -> bytes:
    garbled = bytearray(body)
    for _ in range(min(len(body), random.randint(1, 300))):
        garbled[random.randrange(len(body))] = random.randrange(256)
    return bytes(garbled)


def _bait(random: Random, body: bytes, other: bytes) -> bytes:
    bait = random.choice(list(BAITS.values())).encode() * random.randint(1, 3000)
    at = random.randint(0, len(body))
    return body[:at] + bait + body[at:]


def _unquote(random: Random, body: bytes, other: bytes) -> bytes:
    mark = random.choice([b'"', b"'", b">", b"<", b"</", b"=", b"{", b"}", b"[", b"]", b",", b":"])
    start, end = _piece(random, body)
    return body[:start] + body[start:end].replace(mark, b"") + body[end:]


def _renumber(random: Random, body: bytes, other: bytes) -> bytes:
    digit = str(random.randrange(10)).encode()
    number = random.choice([b"-1", b"1e999", b"9" * 400, b"0", b"1.2.3", "٣".encode(), b"NaN", b""])
    start, end = _piece(random, body)
    return body[:start] + body[start:end].replace(digit, number) + body[end:]


def _recode(random: Random, body: bytes, other: bytes) -> bytes:
    encoding = random.choice(["utf-16", "utf-16-be", "utf-7", "latin-1", "shift-jis", "gb18030"])
    return body.decode("utf-8", "replace").encode(encoding, "replace")


_HARMS = (_cut, _end, _splice, _repeat, _garble, _bait, _unquote, _renumber, _recode)


def _piece(random: Random, body: bytes) -> tuple[int, int]:
    start = random.randint(0, len(body))
    return start, min(len(body), start + random.randint(0, _MAX_PIECE))
