"""Doing a target's steps on a page, one after the other, each within its time."""

import asyncio
import time
from typing import assert_never

from pricetrail.errors import PageRejected
from pricetrail.fetch.browser.loading import Loading
from pricetrail.fetch.browser.trouble import CommandRefused
from pricetrail.steps import Click, Scroll, Step, Steps, Type, Wait

_AGAIN_AFTER_S = 0.05
_QUIET_S = 0.3
_VISIBLE = """
const element = document.querySelector(arguments[0]);
return element !== null && element.getClientRects().length > 0;
"""
_INTO_VIEW = """
const element = document.querySelector(arguments[0]);
if (element !== null) element.scrollIntoView({block: 'center', behavior: 'instant'});
return element !== null;
"""


async def do_steps(loading: Loading, steps: Steps) -> None:
    """Do all steps in order, and let the page come to rest after each that changes it.

    Raises PageRejected for the first that cannot be done in its time, unless it is optional.
    """
    for number, step in enumerate(steps, start=1):
        until = min(loading.deadline, time.monotonic() + step.within_s)
        problem = await _try(loading, step, until)
        if problem is not None and not step.optional:
            raise PageRejected(f"step {number} ({_said(step)}): {problem}")
        if problem is None and not isinstance(step, Wait):
            await loading.rest(_QUIET_S, until)


async def _try(loading: Loading, step: Step, until: float) -> str | None:
    """Try a step until it is done; what was in the way, if its time is over."""
    while True:
        try:
            problem = None if await _do(loading, step, until) else "there is no such element"
        except CommandRefused as error:
            problem = str(error)
        if problem is None or time.monotonic() >= until:
            return problem
        await asyncio.sleep(_AGAIN_AFTER_S)


async def _do(loading: Loading, step: Step, until: float) -> bool:
    """Do a step once; whether it is done."""
    call, driver = loading.browser.call, loading.browser.driver
    match step:
        case Click():
            await call(driver.click, step.css)
            return True
        case Type():
            await call(lambda: driver.type(step.css, step.text, enter=step.enter))
            return True
        case Wait():
            return bool(await call(driver.run, _VISIBLE, step.css)) != step.gone
        case Scroll(css=None):
            await _scroll_to_end(loading, step.times, until)
            return True
        case Scroll():
            return bool(await call(driver.run, _INTO_VIEW, step.css))
    assert_never(step)


async def _scroll_to_end(loading: Loading, times: int, until: float) -> None:
    """Scroll to the end of the page again and again, while it grows."""
    before = await loading.look()
    for _ in range(times):
        await loading.scroll()
        look = await loading.rest(_QUIET_S, until)
        if look.height <= before.height or time.monotonic() >= until:
            return
        before = look


def _said(step: Step) -> str:
    return f"{step.do} {step.css}" if step.css else step.do
