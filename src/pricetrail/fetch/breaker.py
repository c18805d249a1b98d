"""When a host that blocks us is left alone, and how it is tried again. Pure functions.

::

    closed ──five targets blocked in a row──▶ resting ──rest over──▶ on trial
      ▲                                          ▲                      │
      └───────────── a page served ──────────────┼──────────────────────┤
                                                 └───── blocked, rest doubled
"""

from dataclasses import dataclass, replace

STRIKES = 5
"""So many different targets blocked in a row, within `WINDOW_S`, open the breaker."""

WINDOW_S = 3600.0
FIRST_REST_S = 900.0
LONGEST_REST_S = 4 * 3600.0
PROBE_S = 300.0
"""How long one probe is waited for before another may go."""

MEMORY_S = 24 * 3600.0
"""A breaker that nobody asked for so long after its rest is forgotten."""


@dataclass(frozen=True, slots=True)
class Breaker:
    """What is known of a host that blocks; times are seconds of whichever clock its keeper has.

    `struck` are the targets that were blocked in a row while it is closed, the first of them at
    `since`. `rests` counts the rests in a row, 0 while it is closed. Until `until` only `prober`
    may go, nobody where that is empty.
    """

    struck: tuple[str, ...] = ()
    since: float = 0.0
    rests: int = 0
    until: float = 0.0
    prober: str = ""

    def refuses(self, who: str, now: float) -> bool:
        """Whether `who` may not go to the host."""
        return self.rests > 0 and now < self.until and who != self.prober

    def asked(self, who: str, now: float) -> "Breaker":
        """The breaker after `who` asked to go: once a rest is over, who asks first is the probe."""
        if self.rests == 0 or self.refuses(who, now) or (who == self.prober and now < self.until):
            return self
        return replace(self, prober=who, until=now + PROBE_S)

    def told(self, target: str, now: float, *, blocked: bool) -> "Breaker":
        """The breaker after a page of `target` was read; what comes in late is not heard."""
        if self.rests > 0 and not self.prober and now < self.until:
            return self
        if not blocked:
            return CLOSED
        if self.rests > 0:
            return _resting(self.rests + 1, now)
        stale = now - self.since > WINDOW_S
        struck = () if stale else self.struck
        if target not in struck:
            struck = (*struck, target)
        if len(struck) >= STRIKES:
            return _resting(1, now)
        return Breaker(struck, now if stale or not self.struck else self.since)

    def matters_until(self) -> float:
        """From when on it may be forgotten."""
        return self.until + MEMORY_S if self.rests else self.since + WINDOW_S


CLOSED = Breaker()


def _resting(rests: int, now: float) -> Breaker:
    rest = min(FIRST_REST_S * 2.0 ** min(rests - 1, 10), LONGEST_REST_S)
    return Breaker(rests=rests, until=now + rest)
