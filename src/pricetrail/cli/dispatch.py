"""`dispatch`: one round over everything that is due."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated

import typer

from pricetrail import crud, schedule
from pricetrail.bootstrap import Services
from pricetrail.cli.console import below, cell, note_line, plain, print_json, stdout
from pricetrail.cli.progress import progress
from pricetrail.cli.running import with_services
from pricetrail.cli.sheet import Sheet
from pricetrail.cli.wording import moment_text, state_text
from pricetrail.errors import NotFound
from pricetrail.queue import Job, LocalQueue
from pricetrail.schema import Target

_FIELDS = ("target_id", "url", "product_id", "state", "reason", "last_attempt_at", "next_due")


def dispatch_due(
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object per target that was scraped.")
    ] = False,
) -> int:
    """Scrape everything that is due now, then end; for cron, or to catch up by hand.

    Ends with 1 where some targets gave no event. Example: pricetrail dispatch --json
    """
    done = with_services(_dispatch)
    if as_json:
        for target in done.values():
            fields = target.json_dict()
            print_json({name: fields[name] for name in _FIELDS})
    else:
        _show(done)
    return 1 if any(target.state != "ok" for target in done.values()) else 0


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
