"""`take` and `work`: what is due, in batches that something else hands out, such as Airflow."""

import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from pricetrail.batches import (
    BUDGET,
    MOST,
    Worked,
    read_batch,
    take_batches,
    work_batch,
    write_batch,
)
from pricetrail.bootstrap import Services
from pricetrail.cli.console import note_line, print_json
from pricetrail.cli.inputs import duration
from pricetrail.cli.running import with_services, with_store
from pricetrail.errors import InvalidFile
from pricetrail.export.files import readable_file
from pricetrail.queue import Job
from pricetrail.store.base import Store

_MINUTES = BUDGET // timedelta(minutes=1)


def take_due(
    most: Annotated[int, typer.Option(min=1, max=100_000, help="How many at most.")] = MOST,
    batches: Annotated[int, typer.Option(min=1, max=1000, help="In how many batches.")] = 1,
) -> None:
    """Take what is due, for a quarter of an hour, and print it in batches: a JSON array a line.

    All targets of a shop are in one batch. What is not scraped when the time ends is due again.
    Example: pricetrail take --batches 4 > batches.jsonl
    """

    async def take(store: Store) -> list[list[Job]]:
        return await take_batches(store, most=most, count=batches)

    taken = with_store(take)
    for batch in taken:
        sys.stdout.buffer.write(write_batch(batch) + b"\n")
    sys.stdout.buffer.flush()
    note_line(f"{sum(map(len, taken)):,} taken")


def work_batches(
    path: Annotated[str, typer.Argument(metavar="PATH", help="What take printed, or -.")],
    within: Annotated[
        str, typer.Option(metavar="TIME", help="Begin no scrape after that long.")
    ] = f"{_MINUTES}m",
) -> int:
    """Scrape what was taken, and print what became of each target: a JSON object a line.

    What was done meanwhile is not done again; what there is no time for is due again at once.
    Ends with 1 where some that were scraped gave no event.
    Example: pricetrail work batches.jsonl
    """
    span, jobs = duration(within), _jobs_in(path)
    done: list[Worked] = []

    def tell(worked: Worked) -> None:
        done.append(worked)
        print_json(_line(worked))

    async def work(services: Services) -> None:
        await work_batch(services.pipeline, jobs, within=span, tell=tell)

    with_services(work)
    counts = Counter(worked.became.replace("_", " ") for worked in done)
    note_line(", ".join(f"{count} {became}" for became, count in counts.items()) or "nothing to do")
    scrapes = [worked.scrape for worked in done if worked.scrape is not None]
    return 1 if any(scrape.event is None for scrape in scrapes) else 0


def _jobs_in(path: str) -> list[Job]:
    """The jobs of all batches in a file, or on standard input. Raises InvalidFile."""
    if path == "-":
        return _read("standard input", sys.stdin.buffer)
    with readable_file(Path(path)) as file:
        return _read(path, file)


def _read(name: str, lines: BinaryIO) -> list[Job]:
    jobs: list[Job] = []
    for number, line in enumerate(lines, start=1):
        try:
            jobs += read_batch(line)
        except InvalidFile as error:
            raise InvalidFile(f"{name}, line {number}: {error}") from error
    return jobs


def _line(worked: Worked) -> dict[str, Any]:
    """What became of a job, as JSON values; what a scrape gives is null where there was none."""
    job, scrape = worked.job, worked.scrape
    attempt = None if scrape is None else scrape.attempt
    event = None if scrape is None else scrape.event
    return {
        "target_id": job.target_id,
        "shop": job.shop,
        "became": worked.became,
        "outcome": None if attempt is None else attempt.outcome,
        "reason": None if attempt is None else attempt.reason,
        "url": None if attempt is None else attempt.url,
        "product_id": None if attempt is None else attempt.product_id,
        "uuid": None if event is None else str(event.uuid),
    }
