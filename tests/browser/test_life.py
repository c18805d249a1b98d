"""How long a browser lives, and that nothing of it is left."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pricetrail.config import Settings
from pricetrail.errors import FetchError, FetchFailed, PageRejected, ServiceUnavailable
from pricetrail.fetch.base import Request
from pricetrail.fetch.browser import processes
from pricetrail.fetch.browser.config import missing_part
from pricetrail.fetch.browser.folders import BrowserFolder, sweep
from pricetrail.fetch.browser.missing import MissingBrowser
from pricetrail.steps import steps_of
from tests.support.processes import ending, wait_for_words, wait_until

PRICE = "<span class='price'>19,90 €</span>"


def _running(home: Path) -> list[int]:
    """The processes of browsers in `home`; those that are over but not yet reaped do not count."""
    return processes.started_with(f"{home}/")


def _driver_of(fetcher) -> int:
    return fetcher._browser.driver._process.pid


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder with a short path: Chromium makes sockets in it."""
    with TemporaryDirectory(prefix="pt-") as folder:
        yield Path(folder)


async def test_one_browser_serves_many_pages_and_is_replaced_after_so_many(
    world, site, home
) -> None:
    fetcher = world.build(folder=home, pages=2)
    url = site.says("/p", PRICE)
    await fetcher.fetch(Request(url))
    first = _driver_of(fetcher)
    await fetcher.fetch(Request(url))
    assert fetcher._browser is None
    assert _running(home) == []
    await fetcher.fetch(Request(url))
    assert _driver_of(fetcher) != first
    await fetcher.close()
    await fetcher.close()
    assert _running(home) == []
    assert list(home.iterdir()) == []


HARM = {
    "the driver": lambda fetcher: os.kill(_driver_of(fetcher), signal.SIGKILL),
    "the browser": lambda fetcher: os.kill(_child_of(_driver_of(fetcher)), signal.SIGKILL),
}


def _child_of(pid: int) -> int:
    return next(each for each in processes._tree(pid) if each != pid)


@pytest.mark.parametrize("whom", HARM)
async def test_after_a_crash_there_is_a_new_browser(world, site, home, whom) -> None:
    fetcher = world.build(folder=home)
    hold = asyncio.Event()
    site.says("/slow", PRICE, wait=hold)
    url = site.says("/p", PRICE)
    await fetcher.fetch(Request(url))
    loading = asyncio.create_task(fetcher.fetch(Request(site.url("/slow"))))
    await site.wait_for("shop.test/slow")
    HARM[whom](fetcher)
    with pytest.raises(FetchFailed, match="the browser ended"):
        await loading
    hold.set()
    assert (await fetcher.fetch(Request(url))).status == 200
    await fetcher.close()
    assert _running(home) == []


async def test_a_tab_that_crashes_ends_its_page_only(world, site, home) -> None:
    fetcher = world.build(folder=home, timeout_s=15)
    url = site.says("/p", PRICE)
    await fetcher.fetch(Request(url))
    hold = asyncio.Event()
    site.says("/slow", PRICE, wait=hold)
    loading = asyncio.create_task(
        fetcher.fetch(Request(site.says("/q", "<script src=/slow></script>")))
    )
    await site.wait_for("shop.test/slow")
    for pid in _renderers(home):
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(FetchError):
        await loading
    hold.set()
    assert (await fetcher.fetch(Request(url))).status == 200
    await fetcher.close()
    assert _running(home) == []


def _renderers(home: Path) -> list[int]:
    said = ((pid, Path(f"/proc/{pid}/cmdline").read_bytes()) for pid in _running(home))
    return [pid for pid, line in said if b"--type=renderer" in line]


async def test_a_fetch_that_is_given_up_leaves_nothing(world, site, home) -> None:
    fetcher = world.build(folder=home)
    hold = asyncio.Event()
    loading = asyncio.create_task(fetcher.fetch(Request(site.says("/slow", PRICE, wait=hold))))
    await site.wait_for("shop.test/slow")
    loading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loading
    hold.set()
    assert fetcher._browser is None
    assert _running(home) == []
    await fetcher.close()
    assert list(home.iterdir()) == []


async def test_a_page_that_never_ends_is_given_up_in_time(world, site, home) -> None:
    fetcher = world.build(folder=home, timeout_s=3)
    await fetcher.fetch(Request(site.says("/p", PRICE)))
    with pytest.raises(FetchFailed, match=r"too long|longer than 3 seconds"):
        await fetcher.fetch(Request(site.says("/busy", "<script>for (;;) {}</script>")))
    assert (await fetcher.fetch(Request(site.url("/p")))).status == 200
    await fetcher.close()


NEVER = steps_of([{"do": "wait", "css": "#never", "within_s": 20}])
GREEDY = """<script>
  const kept = [];
  const more = () => { kept.push(new Uint8Array(40e6).fill(1)); setTimeout(more, 20); };
  more();
</script>"""


async def test_a_page_that_takes_too_much_memory_is_ended(world, site, home) -> None:
    fetcher = world.build(folder=home, memory_mb=450)
    with pytest.raises(PageRejected, match="900 MB of memory"):
        await fetcher.fetch(Request(site.says("/greedy", GREEDY), steps=NEVER))
    assert _running(home) == []
    await fetcher.close()


async def test_a_browser_that_has_grown_is_replaced(world, site, home) -> None:
    fetcher = world.build(folder=home, memory_mb=50, pages=1000)
    fetcher._watch = _never
    await fetcher.fetch(Request(site.says("/p", PRICE)))
    assert fetcher._browser is None
    await fetcher.close()


async def _never(browser: object) -> None:
    await asyncio.Event().wait()


OWNER = """
import asyncio, sys
from pathlib import Path
from pricetrail.fetch.browser.browser import Browser
from pricetrail.fetch.browser.config import BrowserConfig

async def main():
    config = BrowserConfig("/usr/bin/chromium", "/usr/bin/chromedriver", "x", Path(sys.argv[1]),
                           sandbox=sys.argv[2] != "0")
    browser = await Browser.start(config, 9)
    print("up", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_browser_ends_with_its_owner_and_the_next_start_cleans_up(home, how) -> None:
    command = [sys.executable, "-c", OWNER, str(home), str(os.geteuid())]
    with ending(subprocess.Popen(command, stdout=subprocess.PIPE)) as owner:
        wait_for_words(owner.stdout)
        assert len(_running(home)) > 3
        assert sweep(home) == 0
        owner.send_signal(how)
        owner.wait()
        wait_until(lambda: _running(home) == [])
    assert len(list(home.iterdir())) == 1
    assert sweep(home) == 1
    assert list(home.iterdir()) == []


def test_what_still_runs_in_a_folder_of_the_dead_is_ended_and_nobody_else(home) -> None:
    folder = BrowserFolder(home)
    command = [sys.executable, "-c", "import time; time.sleep(60)", str(folder.path)]
    with (
        ending(subprocess.Popen(command)) as left,
        ending(subprocess.Popen([*command[:3], str(home / "other")])) as other,
    ):
        wait_until(lambda: left.pid in processes.started_with(str(folder.path)))
        assert sweep(home) == 0
        os.close(folder._lock)
        assert sweep(home) == 1
        assert left.wait() == -signal.SIGKILL
        assert other.poll() is None


def test_a_folder_that_others_can_write_is_not_used(home) -> None:
    home.chmod(0o777)
    with pytest.raises(ServiceUnavailable, match="not ours alone"):
        BrowserFolder(home)
    link = home / "link"
    link.symlink_to(home)
    with pytest.raises(ServiceUnavailable, match="not ours alone"):
        BrowserFolder(link)


def test_a_path_that_is_too_long_for_chromium_is_said_to_be(home) -> None:
    with pytest.raises(ServiceUnavailable, match="too long"):
        BrowserFolder(home / ("x" * 60))


def test_what_is_missing_is_said_with_what_to_do(monkeypatch) -> None:
    def missing(**given: str) -> str | None:
        return missing_part(Settings(_env_file=None, **{"browser_sandbox": "off", **given}))

    assert missing() is None
    assert "there is no /nowhere: install it" in str(missing(chromium="/nowhere"))
    assert "needs chromedriver" in str(missing(chromedriver="/nowhere"))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "PRICETRAIL_BROWSER_SANDBOX=off" in str(missing(browser_sandbox="on"))
    monkeypatch.setenv("PATH", "")
    assert "there is no chromium: install it" in str(missing())


async def test_without_a_browser_a_fetch_says_what_is_missing() -> None:
    fetcher = MissingBrowser("install it")
    with pytest.raises(FetchError, match="install it"):
        await fetcher.fetch(Request("http://shop.test/"))
    await fetcher.close()


async def test_what_does_not_start_is_a_failure_that_says_so(world, site, home) -> None:
    for given in ({"chromium": "/bin/false"}, {"chromedriver": "/bin/false"}):
        fetcher = world.build(folder=home, **given)
        with pytest.raises(FetchFailed, match="does not start"):
            await fetcher.fetch(Request(site.url("/p")))
        await fetcher.close()
    assert list(home.iterdir()) == []
