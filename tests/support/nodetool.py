"""`nodetool` and `cqlsh` for a node of the tests, as programs that documents may call."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.cassandra import bare_session
from tests.support.documents import ROOT
from tools.cassandra.jars import java_17, resolve_jars
from tools.cassandra.node import OPENINGS, QUICK_START, Node, free_port

_NODETOOL = """\
#!/bin/sh
exec '{java}' {openings} -XX:TieredStopAtLevel=1 -Xmx128M -Duser.home='{folder}' \
  -Dcom.sun.jndi.rmiURLParsing=legacy -Dlogback.configurationFile='{logback}' \
  -cp '{lib}/*' org.apache.cassandra.tools.NodeTool --host 127.0.0.1 --port {port} "$@"
"""
_CQLSH = """\
#!/bin/sh
cd '{root}' && exec '{python}' -m tests.support.nodetool '{url}' "$@"
"""


@contextmanager
def managed_node(folder: Path) -> Iterator[tuple[Node, Path]]:
    """A node that can be managed, and a folder with the programs that do it."""
    port = free_port()
    jmx = (f"-Dcassandra.jmx.local.port={port}", *QUICK_START)
    node = Node(folder / "node", jvm_options=jmx)
    programs = folder / "bin"
    programs.mkdir()
    node.start()
    try:
        logback = (node.folder / "logback.xml").as_uri()
        nodetool = _NODETOOL.format(
            java=java_17(),
            openings=" ".join(OPENINGS),
            lib=resolve_jars(),
            port=port,
            folder=folder,
            logback=logback,
        )
        url = f"cassandra://{node.address}:{node.port}"
        _write(programs / "nodetool", nodetool)
        _write(programs / "cqlsh", _CQLSH.format(root=ROOT, python=sys.executable, url=url))
        yield node, programs
    finally:
        node.stop()


def _write(path: Path, script: str) -> None:
    path.write_text(script)
    path.chmod(0o755)


def main() -> None:
    """As much of cqlsh as is needed: ``-k KEYSPACE -e STATEMENT``, in any order."""
    url, *words = sys.argv[1:]
    given = dict(zip(words[::2], words[1::2], strict=True))
    keyspace, statement = given["-k"], given["-e"]
    if statement == "DESCRIBE TABLES":
        statement = (
            f"SELECT table_name FROM system_schema.tables WHERE keyspace_name = '{keyspace}'"
        )
    with bare_session(f"{url}/{keyspace}") as session:
        session.set_keyspace(keyspace)
        for row in session.execute(statement):
            sys.stdout.write(f"{row[0]}{os.linesep}")


if __name__ == "__main__":
    main()
