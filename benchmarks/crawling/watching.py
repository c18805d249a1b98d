"""What a process and all its children use, read from `/proc` while they run."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Used:
    """What a process tree printed and used: CPU in seconds, peak resident memory in MB (10⁶)."""

    output: str
    cpu_s: float
    peak_mb: float


def run_watched(command: Sequence[str], *, cwd: Path, timeout_s: float) -> Used:
    """Run a command to its end. Raises RuntimeError, with what it said, where it fails."""
    with subprocess.Popen(
        command, cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        watch = _Watch(process.pid)
        try:
            output, _ = process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        finally:
            watch.stop()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{output[-2000:]}")
    return Used(output, watch.cpu_s, watch.peak_bytes / 1e6)


class _Watch:
    """Samples a process tree until it is stopped.

    The peak is that of the sums; for a single process it is the kernel's own, which misses none.
    """

    def __init__(self, pid: int) -> None:
        self.peak_bytes = 0
        self._cpu: dict[int, float] = {}
        self._pid = pid
        self._stopped = Event()
        self._thread = Thread(target=self._main, daemon=True)
        self._thread.start()

    @property
    def cpu_s(self) -> float:
        """Seconds of CPU that were used by all processes, as last seen of each."""
        return sum(self._cpu.values())

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        self._thread.join()

    def _main(self) -> None:
        while not self._stopped.wait(_EVERY_S):
            now = 0
            for pid in _tree(self._pid):
                with suppress(OSError, IndexError, KeyError):  # it has ended meanwhile
                    status = _status(pid)
                    now += status["VmRSS"]
                    self.peak_bytes = max(self.peak_bytes, status["VmHWM"])
                    self._cpu[pid] = _cpu_s(pid)
            self.peak_bytes = max(self.peak_bytes, now)


def _tree(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))


def _status(pid: int) -> dict[str, int]:
    """The memory lines of a process's status, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    pairs = (line.split() for line in lines if line.startswith("Vm"))
    return {name.rstrip(":"): int(kilobytes) * 1024 for name, kilobytes, _ in pairs}


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
