"""`dispatch`: one round over everything that is due."""

from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Annotated

import typer

from pricetrail import crud, schedule
from pricetrail.bootstrap import Services, build_broker, build_pace, open_store
from pricetrail.cli.console import below, cell, note_line, plain, print_json, stdout
from pricetrail.cli.progress import progress
from pricetrail.cli.running import run_async, with_services
from pricetrail.cli.sheet import Sheet
from pricetrail.cli.wording import moment_text, state_text
from pricetrail.config import Settings, load_settings
from pricetrail.errors import NotFound
from pricetrail.queue import Job, LocalQueue
from pricetrail.schema import Target

_FIELDS = ("target_id", "url", "product_id", "state", "reason", "last_attempt_at", "next_due")


def dispatch_due(
    here: Annotated[
        bool, typer.Option("--here", help="Scrape in this process although there is a broker.")
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="One JSON object per target that was scraped; or one that counts what was sent.",
        ),
    ] = False,
) -> int:
    """Scrape everything that is due now, then end; for cron, or to catch up by hand.

    Where REDIS_URL names a broker, it is sent to the workers instead, as `beat` has them do; a
    shop that has more due than its pace allows gets a portion, and the rest stays due.
    Ends with 1 where some targets gave no event. Example: pricetrail dispatch --json
    """
    settings = load_settings()
    if settings.redis_url and not here:
        run_async(settings, _send(settings, as_json=as_json))
        return 0
    done = with_services(_dispatch)
    if as_json:
        for target in done.values():
            fields = target.json_dict()
            print_json({name: fields[name] for name in _FIELDS})
    else:
        _show(done)
    return 1 if any(target.state != "ok" for target in done.values()) else 0


async def _send(settings: Settings, *, as_json: bool) -> None:
    """Send what is due to the workers, and say so."""
    async with AsyncExitStack() as stack:
        queue = build_broker(settings)
        stack.push_async_callback(queue.close)
        workers = await queue.workers()
        pace = build_pace(settings)
        if pace is not None:
            stack.push_async_callback(pace.close)
        store = await stack.enter_async_context(open_store(settings))
        sent = await schedule.dispatch(store, queue, pace=pace, catch_up=False, whole=True)
    if as_json:
        print_json({"queued": sent.queued, "more_due": sent.left > 0})
    elif not sent.queued and not sent.left:
        note_line("nothing is due")
    else:
        later = "; more is due, and waits for its shop's pace" if sent.left else ""
        stdout().print(f"{sent.queued:,} sent to the workers{later}")
    if not workers and sent.queued:
        note_line("no worker answers: start `pricetrail worker`, or scrape with dispatch --here")


async def _dispatch(services: Services) -> dict[str, Target]:
    """The targets that were due, as their scrape left them, in the order they were done."""
    done: dict[str, Target] = {}
    with progress("scraped") as tick:

        async def work(job: Job) -> None:
            await services.pipeline.work(job)
            try:
                done[job.target_id] = await crud.get_target(services.store, job.target_id)
            except NotFound:
                return  # purged meanwhile
            tick(len(done))

        queue = LocalQueue(work)
        try:
            await schedule.dispatch(
                services.store, queue, clock=services.clock, catch_up=False, whole=True
            )
            await queue.join()
        finally:
            await schedule.release(services.store, await queue.close(), clock=services.clock)
    return done


def _show(done: Mapping[str, Target]) -> None:
    if not done:
        note_line("nothing is due")
        return
    failed = [target for target in done.values() if target.state != "ok"]
    if failed:
        rows = Sheet("outcome", "due again (UTC)", "target", flexible=["target"])
        for target in failed:
            due = cell(moment_text(target.next_due))
            why = below(plain(target.url), plain(target.reason or ""))
            rows.add_row(state_text(target.state), due, why)
        stdout().print(rows)
    counts = Counter(target.state for target in done.values())
    said = ", ".join(f"{count} {state_text(state)}" for state, count in counts.most_common())
    stdout().print(f"{len(done)} scraped: {said}")
