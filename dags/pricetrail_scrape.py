"""Airflow as pricetrail's driver: take what is due, scrape it in batches side by side, sum it up.

The tasks run the `pricetrail` command of an environment of its own, whose versions Airflow does not
restrict, and speak JSON with it. The schedule is pricetrail's, in its store: a run only asks what
is due, so missed runs are not made up. Every task may be repeated: targets are leased, and no slot
gets two events.

Airflow's variable `pricetrail_program` names the command where it is not on the workers' PATH.
docs/how-to/airflow.md tells more.
"""

import json
import logging
import subprocess
from collections import Counter
from collections.abc import Container, Iterable
from datetime import timedelta
from typing import Any

from airflow.sdk import Param, Variable, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

EVERY = timedelta(minutes=5)
LEASE = timedelta(minutes=15)  # how long a batch is ours
SOME_FAILED, SERVICE_IS_AWAY = 1, 3  # exit codes of `pricetrail`

Job = dict[str, Any]
Batch = list[Job]

_log = logging.getLogger(__name__)


def pricetrail(*arguments: str, given: str = "", fine: Container[int] = (0,)) -> list[Any]:
    """What a command prints, a JSON value a line; it ends with one of the exit codes in `fine`.

    What it says on standard error goes to the task's log. Raises AirflowException, so that the task
    is tried again, where a service that it needs is away; AirflowFailException otherwise.
    """
    program: str = Variable.get("pricetrail_program", default="pricetrail")
    command = [program, *arguments]
    try:
        ended = subprocess.run(  # noqa: S603 - a list without a shell, none of it from pages
            command, input=given, stdout=subprocess.PIPE, encoding="utf-8", check=False
        )
    except OSError as error:
        raise AirflowFailException(f"{program} cannot be run: {error.strerror}") from error
    if ended.returncode == SERVICE_IS_AWAY:
        raise AirflowException(f"{program} {arguments[0]}: a service is away, its log names it")
    if ended.returncode not in fine:
        raise AirflowFailException(f"{program} {arguments[0]} ended with {ended.returncode}")
    return [json.loads(line) for line in ended.stdout.splitlines()]


@task
def due() -> list[Batch]:
    """Batches of targets that are due, whole shops each, leased for a quarter of an hour."""
    params = get_current_context()["params"]
    return pricetrail("take", "--most", str(params["most"]), "--batches", str(params["batches"]))


@task(execution_timeout=LEASE)
def scrape(batch: Batch) -> dict[str, int]:
    """How many targets of a batch came to which outcome; what went wrong is in the log."""
    lines = pricetrail("work", "-", given=json.dumps(batch), fine=(0, SOME_FAILED))
    if len(lines) != len(batch):
        raise AirflowFailException(f"pricetrail work told of {len(lines)} of {len(batch)} targets")
    for line in lines:
        if line["became"] == "scraped" and line["uuid"] is None:
            _log.warning("%s: %s: %s", line["url"], line["outcome"], line["reason"])
    return dict(Counter(line["outcome"] or line["became"] for line in lines))


@task(trigger_rule="none_failed")
def summary(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    """All batches' counts together; empty where nothing was due."""
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    _log.info("%d targets: %s", total.total(), dict(total.most_common()) or "nothing was due")
    return dict(total)


@dag(
    schedule=EVERY,
    catchup=False,  # a scrape that was missed cannot be made up
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=1)},
    params={
        "most": Param(2000, type="integer", minimum=1, description="Targets in one run, at most."),
        "batches": Param(8, type="integer", minimum=1, description="Batches, scraped at once."),
    },
    doc_md=__doc__,
    tags=["pricetrail"],
)
def pricetrail_scrape() -> None:
    """What is due, scraped in batches, summed up."""
    counts: Any = scrape.expand(batch=due())  # a promise of what `summary` is given
    summary(counts)


pricetrail_scrape()
