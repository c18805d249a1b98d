"""The node that tests and developers run: what is missing is named, and nothing stays behind."""

import os
import subprocess
from pathlib import Path

import pytest

from tools.cassandra.jars import ToolMissing, required_program, server_version
from tools.cassandra.node import Node, NodeFailed

SYSTEM_DEPS = Path(__file__).parents[2] / "tools" / "system-deps"


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


@pytest.mark.parametrize(("parts", "code"), [([], 0), (["cassandra"], 0), (["nonsense"], 2)])
def test_system_deps_does_nothing_where_all_is_there(parts: list[str], code: int) -> None:
    done = subprocess.run([SYSTEM_DEPS, *parts], check=False, capture_output=True, env=os.environ)
    assert done.returncode == code
    assert done.stdout == b""
