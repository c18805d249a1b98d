"""Work for many at once: each gets its own answer, and nobody the trouble of another."""

import asyncio
from collections.abc import Sequence

import pytest

from pricetrail.gathering import Gathering


class Work:
    """Work that notes what it was given, and ends when it is told to."""

    def __init__(self) -> None:
        self.given: list[list[int]] = []
        self._may_end = asyncio.Semaphore(0)

    async def __call__(self, items: Sequence[int]) -> list[str]:
        self.given.append(list(items))
        await self._may_end.acquire()
        if 13 in items:
            raise ValueError("13")
        return [f"done {item}" for item in items]

    def end(self, times: int = 1) -> None:
        for _ in range(times):
            self._may_end.release()


async def asked(gathering: Gathering[int, str], *items: int) -> list[asyncio.Task[str]]:
    """That many who ask; they do before this returns."""
    tasks = [asyncio.create_task(gathering.ask(item)) for item in items]
    await settled()
    return tasks


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
def work() -> Work:
    return Work()


async def test_the_first_begins_at_once_and_the_others_go_together(work: Work) -> None:
    gathering = Gathering(work, most=3)
    first = await asked(gathering, 0)
    assert work.given == [[0]]
    others = await asked(gathering, 1, 2, 3, 4)
    work.end(3)
    answers = await asyncio.gather(*first, *others)
    assert answers == [f"done {n}" for n in range(5)]
    assert work.given == [[0], [1, 2, 3], [4]]


async def test_an_error_is_told_to_those_it_was_done_for(work: Work) -> None:
    gathering = Gathering(work, most=2)
    tasks = [*await asked(gathering, 0), *await asked(gathering, 13, 1, 2)]
    work.end(3)
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [str(answer) for answer in answers] == ["done 0", "13", "13", "done 2"]


async def test_who_is_cancelled_harms_nobody(work: Work) -> None:
    gathering = Gathering(work, most=9)
    [running] = await asked(gathering, 0)
    waiting, other = await asked(gathering, 1, 2)
    running.cancel()
    waiting.cancel()
    work.end(2)
    assert await other == "done 2"
    assert work.given == [[0], [2]]
    with pytest.raises(asyncio.CancelledError):
        await running
    gone, beside = await asked(gathering, 3, 4)
    gone.cancel()
    work.end(2)
    assert await beside == "done 4"


async def test_who_was_answered_may_go_with_those_who_wait(work: Work) -> None:
    gathering = Gathering(work, most=9, patience_s=3600)
    tasks = [*await asked(gathering, 0), *await asked(gathering, 1, 2)]
    work.end()
    assert await tasks[0] == "done 0"
    assert work.given == [[0]]
    again = await asked(gathering, 3)
    work.end()
    await asyncio.gather(*tasks, *again)
    assert work.given == [[0], [1, 2, 3]]


async def test_patience_ends(work: Work) -> None:
    gathering = Gathering(work, most=9, patience_s=0.001)
    tasks = [*await asked(gathering, 0), *await asked(gathering, 1, 2)]
    work.end(3)
    await asyncio.gather(*tasks)
    assert await gathering.ask(3) == "done 3"


async def test_who_is_alone_never_waits(work: Work) -> None:
    gathering = Gathering(work, most=9, patience_s=3600)
    work.end(3)
    assert [await gathering.ask(n) for n in range(3)] == [f"done {n}" for n in range(3)]


async def test_finishing_waits_for_all_who_asked_and_not_for_those_who_may(work: Work) -> None:
    gathering = Gathering(work, most=9, patience_s=3600)
    await gathering.finish()
    tasks = [*await asked(gathering, 0), *await asked(gathering, 1, 2)]
    work.end()
    await tasks[0]
    ending = asyncio.create_task(gathering.finish())
    await settled()
    assert not ending.done()
    work.end()
    await ending
    assert await asyncio.gather(*tasks) == ["done 0", "done 1", "done 2"]
