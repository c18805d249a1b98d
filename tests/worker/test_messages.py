"""How jobs are told to workers."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from pydantic import ValidationError

from pricetrail.queue import Job
from pricetrail.queue.messages import (
    BATCH,
    BROWSER_BATCH,
    MOST_OF_A_SHOP,
    SCRAPE_BATCH,
    SCRAPE_ONE,
    SURPLUS,
    URGENT,
    USUAL,
    ExportTo,
    Jobs,
    OneJob,
    Sending,
    sendings_of,
)

SLOT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def job(n: int, shop: str = "shop.example", **more: object) -> Job:
    return Job(f"{shop}-{n}", shop, SLOT, **more)


def jobs_in(sendings: list[Sending]) -> list[list[Job]]:
    return [[one.job for one in Jobs.model_validate(s.told).jobs] for s in sendings]


def test_jobs_come_out_as_they_went_in() -> None:
    jobs = [job(1), Job("b", "b.example", None, "browser")]
    sent = sendings_of(jobs, expires=timedelta(minutes=15))
    assert sorted(chain(*jobs_in(sent)), key=jobs.index) == jobs
    assert {s.expires for s in sent} == {timedelta(minutes=15)}


def test_batches_are_bounded_and_lose_nothing() -> None:
    jobs = [job(n, f"shop{n % 7}.example") for n in range(333)]
    batches = jobs_in(sendings_of(jobs))
    assert Counter(chain(*batches)) == Counter(jobs)
    assert max(map(len, batches)) == BATCH
    assert len(batches) <= len(jobs) / BATCH + 7


def test_one_shop_does_not_fill_a_batch() -> None:
    jobs = [job(n) for n in range(200)] + [job(n, "other.example") for n in range(3)]
    for batch in jobs_in(sendings_of(jobs)):
        assert max(Counter(one.shop for one in batch).values()) <= MOST_OF_A_SHOP
    first = jobs_in(sendings_of(jobs))[0]
    assert [one.shop for one in first[:4]] == ["shop.example", "other.example"] * 2


def test_what_a_shop_has_too_much_of_waits_for_all_others() -> None:
    sent = sendings_of([job(n) for n in range(2 * MOST_OF_A_SHOP + 1)] + [job(0, "b.example")])
    assert [s.priority for s in sent] == [USUAL, SURPLUS, SURPLUS]
    assert job(0, "b.example") in jobs_in(sent)[0]


def test_browser_jobs_go_to_their_own_queue_in_small_batches() -> None:
    sent = sendings_of([job(n, fetcher="browser") for n in range(25)] + [job(99)])
    queues = {s.queue: jobs_in([one for one in sent if one.queue == s.queue]) for s in sent}
    assert queues.keys() == {"browser", "http"}
    assert max(map(len, queues["browser"])) == BROWSER_BATCH
    assert queues["http"] == [[job(99)]]


def test_urgent_jobs_go_first_and_alone() -> None:
    sent = sendings_of([job(1), job(2, urgent=True), job(3), job(4, urgent=True)])
    assert [(s.task, s.priority) for s in sent] == [
        (SCRAPE_ONE, URGENT),
        (SCRAPE_ONE, URGENT),
        (SCRAPE_BATCH, USUAL),
    ]
    assert OneJob.model_validate(sent[0].told).job.job == job(2, urgent=True)


def test_many_urgent_jobs_go_in_batches() -> None:
    sent = sendings_of([job(n, f"s{n}.example", urgent=True) for n in range(1000)])
    assert {(s.task, s.priority) for s in sent} == {(SCRAPE_BATCH, URGENT)}
    assert len(sent) == 1000 / BATCH


@pytest.mark.threat("CVE-2021-23727", "worker: messages")
@pytest.mark.parametrize(
    "told",
    [
        {},
        {"jobs": []},
        {"jobs": "a"},
        {"jobs": [{"target_id": "a"}]},
        {"jobs": [{"target_id": "a", "shop": "b", "slot": "yesterday"}]},
        {"jobs": [{"target_id": "a", "shop": "b", "slot": 5}]},
        {"jobs": [{"target_id": "a\nb", "shop": "b", "slot": None}]},
        {"jobs": [{"target_id": "a", "shop": "b", "slot": None, "fetcher": "os.system"}]},
        {"jobs": [{"target_id": "a", "shop": "b", "slot": None}], "more": 1},
        {"jobs": [{"target_id": "a", "shop": "b", "slot": None}] * (BATCH + 1)},
    ],
    ids=str,
)
def test_what_is_no_job_is_refused(told: object) -> None:
    with pytest.raises(ValidationError):
        Jobs.model_validate(told)


@pytest.mark.threat("CVE-2026-25527", "worker: names of exports")
@pytest.mark.parametrize(
    "name", ["../a.jsonl", "/etc/a.csv", "a.txt", ".jsonl", "a/b.csv", "a\0.csv", "", "a.csv\n"]
)
def test_an_export_is_a_plain_file_name(name: str) -> None:
    with pytest.raises(ValidationError):
        ExportTo(name=name)
