"""The tasks: each calls a use case in the process's event loop, with what was validated before."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from celery import Celery, Task

from pricetrail import alarm, schedule
from pricetrail.export import export_csv, export_jsonl
from pricetrail.export.files import whole_file
from pricetrail.queue import messages
from pricetrail.queue.messages import ExportTo, Jobs, Message, Nothing, OneJob, Records
from pricetrail.worker.checking import CheckedTask
from pricetrail.worker.process import Process, Workplace
from pricetrail.worker.scraping import scrape_jobs, send_singly


def add_tasks(app: Celery, process: Process) -> None:
    """Give `app` its tasks, done in `process`."""

    def task(name: str, model: type[Message], **options: Any) -> Any:
        return app.task(name=name, base=CheckedTask, model=model, shared=False, **options)

    @task(messages.DISPATCH_DUE, Nothing)
    def dispatch_due(_: Nothing) -> dict[str, int]:
        return process.run("dispatch_due", dispatch_once)

    @task(messages.SCRAPE_BATCH, Jobs, bind=True)
    def scrape_batch(self: Task, told: Jobs) -> dict[str, int]:
        jobs = [one.job for one in told.jobs]
        if self.request.delivery_info.get("redelivered"):
            return process.run("send_singly", lambda place: send_singly(place, jobs))
        return process.run("scrape_batch", lambda place: scrape_jobs(place, jobs))

    @task(messages.SCRAPE_ONE, OneJob)
    def scrape_one(told: OneJob) -> dict[str, int]:
        return process.run("scrape_one", lambda place: scrape_jobs(place, [told.job.job]))

    @task(messages.INGEST, Records)
    def ingest(told: Records) -> dict[str, Any]:
        return process.run("ingest", lambda place: ingest_records(place, told.records))

    @task(messages.EXPORT, ExportTo)
    def export(told: ExportTo) -> dict[str, Any]:
        return process.run("export", lambda place: export_to(place, told.name))

    @task(messages.DELIVER_ALERTS, Nothing)
    def deliver_alerts(_: Nothing) -> dict[str, int]:
        return process.run("deliver_alerts", deliver_once)

    @task(messages.LOOK_AROUND, Nothing)
    def look_around(_: Nothing) -> dict[str, int]:
        return process.run("look_around", look_once)


async def dispatch_once(place: Workplace) -> dict[str, int]:
    """One round of dispatch, unless another worker is at one."""
    async with place.shared.only_one("dispatch") as first:
        if not first:
            return {}
        services = place.services
        done = await schedule.dispatch(
            services.store, place.queue, clock=services.clock, pace=place.pace
        )
        return asdict(done)


async def deliver_once(place: Workplace) -> dict[str, int]:
    """Send the messages of alerts that are due, unless another worker does."""
    async with place.shared.only_one("deliver") as first:
        if not first:
            return {}
        services = place.services
        done = await alarm.deliver_due(services.store, services.notifier, clock=services.clock)
        return done._asdict()


async def look_once(place: Workplace) -> dict[str, int]:
    """Fire the rules on what has lasted by now, unless another worker looks."""
    async with place.shared.only_one("look") as first:
        if not first:
            return {}
        services = place.services
        fired = await alarm.look_around(services.store, services.alarm, clock=services.clock)
        return {"fired": fired}


async def ingest_records(place: Workplace, records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Store records that were scraped elsewhere, each once; what is hard to believe waits."""
    return asdict(await place.services.incoming.take_many(records))


async def export_to(place: Workplace, name: str) -> dict[str, Any]:
    """Write the whole history to a file in the data folder's ``exports``."""
    services = place.services
    folder = services.settings.data_dir / "exports"
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    write = export_csv if name.endswith(".csv") else export_jsonl
    with whole_file(folder / name) as out:
        number = await write(services.store, out)
    return {"path": str(folder / name), "lines": number}
