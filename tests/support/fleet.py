"""Workers and Beats as processes of their own, each leading a process group that is checked."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.processes import wait_until
from tests.support.working import LEASE_S, SHOP_PORT

ROOT = Path(__file__).parents[2]
CELERY = Path(sys.executable).with_name("celery")
APP = "tests.support.working"


@dataclass
class Fleet:
    """Starts workers on a store, a broker and a shop; their logs are files in `folder`."""

    folder: Path
    store_url: str
    redis_url: str
    shop_port: int
    lease_s: float = 900
    more: Mapping[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _logs: dict[int, Path] = field(default_factory=dict)

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        """Start a worker; it is ready when `log_of` says so."""
        name = f"worker{len(self.processes)}"
        return self._start(name, "worker", "--loglevel", "INFO", "--hostname", name, *options)

    def beat(self) -> subprocess.Popen[bytes]:
        """Start a Beat."""
        return self._start(f"beat{len(self.processes)}", "beat", "--loglevel", "INFO")

    def log_of(self, process: subprocess.Popen[bytes]) -> str:
        """All that it said."""
        return self._logs[process.pid].read_text(errors="replace")

    def wait_for(self, process: subprocess.Popen[bytes], said: str) -> None:
        """Return once it has said that."""

        def has_said() -> bool:
            assert process.poll() is None or said in self.log_of(process), self.log_of(process)
            return said in self.log_of(process)

        wait_until(has_said)

    def left_over(self) -> list[int]:
        """The processes of all groups that are there still."""
        groups = {process.pid for process in self.processes}
        return [pid for pid, group in _groups() if group in groups]

    def end(self) -> None:
        """End all of them at once."""
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _start(self, name: str, command: str, *options: str) -> subprocess.Popen[bytes]:
        log = self.folder / f"{name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [CELERY, "--app", APP, command, *options],
                cwd=ROOT,
                env={**os.environ, **self._environment()},
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        self._logs[process.pid] = log
        return process

    def _environment(self) -> dict[str, str]:
        return {
            "STORE_URL": self.store_url,
            "REDIS_URL": self.redis_url,
            "PRICETRAIL_GAP_S": "0",
            "PRICETRAIL_DATA_DIR": str(self.folder),
            SHOP_PORT: str(self.shop_port),
            LEASE_S: str(self.lease_s),
            **self.more,
        }


@contextmanager
def fleet_in(folder: Path, **given: object) -> Iterator[Fleet]:
    """A fleet, of which nothing is left at the end."""
    fleet = Fleet(folder, **given)  # type: ignore[arg-type]
    try:
        yield fleet
    finally:
        fleet.end()


def children_of(pid: int) -> list[int]:
    """The processes that `pid` started."""
    return [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]


def _groups() -> Iterator[tuple[int, int]]:
    """Every process and its group; those that ended and were not waited for are none."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if state != "Z":
                yield int(entry.name), int(group)
