"""The node that tests and developers run: what is missing is named, and nothing stays behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.cassandra.jars import ToolMissing, required_program, server_version
from tools.cassandra.node import Node, NodeFailed

ROOT = Path(__file__).parents[2]
SYSTEM_DEPS = ROOT / "tools" / "system-deps"


def test_a_missing_program_is_named_with_what_brings_it() -> None:
    with pytest.raises(ToolMissing, match=r"mvn-of-nowhere is missing.*install maven "):
        required_program("mvn-of-nowhere", "maven")


def test_the_pom_names_the_server() -> None:
    assert server_version().startswith("5.0.")


def test_a_node_that_cannot_start_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    node = Node(tmp_path, jvm_options=("-XX:+NoSuchOption",))
    with pytest.raises(NodeFailed, match="NoSuchOption"):
        node.start()
    assert node.process is None
    assert not node.answers()
    node.stop()


STARTS_A_NODE = """
import sys, time
from pathlib import Path
from threading import Thread
from tools.cassandra.node import Node

node = Node(Path(sys.argv[1]))
Thread(target=node.start, daemon=True).start()
while node._watchdog is None:
    time.sleep(0.01)
print(node.process.pid, flush=True)
time.sleep(60)
"""


def is_running(pid: int) -> bool:
    """Whether that process lives; one that nobody has waited for yet does not."""
    if Path("/proc").is_dir():
        command = Path(f"/proc/{pid}/cmdline")
        return command.exists() and command.read_bytes() != b""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_node_ends_with_a_process_that_was_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTS_A_NODE, tmp_path]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        assert is_running(pid)
        starter.kill()
    deadline = time.monotonic() + 30
    while is_running(pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(("parts", "code"), [([], 0), (["cassandra"], 0), (["nonsense"], 2)])
def test_system_deps_does_nothing_where_all_is_there(parts: list[str], code: int) -> None:
    done = subprocess.run([SYSTEM_DEPS, *parts], check=False, capture_output=True, env=os.environ)
    assert done.returncode == code
    assert done.stdout == b""
