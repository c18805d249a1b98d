"""Runs the notebooks and stores what their cells show, without what another run would change.

``python -m tools.notebooks`` starts what they need: a Cassandra node, and Redis.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbformat import NotebookNode
from nbmake.nb_run import NotebookRun

from tools.cassandra.node import QUICK_START, Node, free_port

FOLDER = Path(__file__).parents[1] / "nbs"
TIMEOUT_S = 240

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class CellFailed(Exception):
    """A cell of a notebook raised."""


def notebooks() -> list[Path]:
    """Every notebook, in the order in which they are read."""
    return sorted(FOLDER.glob("*.ipynb"))


def executed(path: Path) -> NotebookNode:
    """A notebook as it is once all its cells were run, in order, in its folder.

    Raises CellFailed where one fails.
    """
    result = NotebookRun(path, TIMEOUT_S).execute()
    if result.error is not None:
        raise CellFailed(
            f"{path.name}, cell {result.error.failing_cell_index}: {result.error.trace}"
        )
    return as_stored(result.nb)


def as_stored(notebook: NotebookNode) -> NotebookNode:
    """The notebook without times, and named for any machine's kernel."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02}"
        cell.metadata = nbformat.from_dict({})
        if cell.cell_type == "code":
            cell.outputs = [_shown(output) for output in _joined(cell.outputs)]
    return notebook


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """The outputs; what was printed is in one piece, however it came."""
    joined: list[NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last["text"] += output.text
        else:
            joined.append(output)
    return joined


def _shown(output: NotebookNode) -> NotebookNode:
    """An output; beside a picture no text that names the object that it was."""
    data = output.get("data", {})
    if "image/svg+xml" in data:
        data.pop("text/plain", None)
    return output


@contextmanager
def _servers(folder: Path) -> Iterator[dict[str, str]]:
    """A Cassandra node and Redis; the variables by which the notebooks find them."""
    node = Node(folder / "cassandra", sync_every_write=False, jvm_options=QUICK_START)
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    redis = subprocess.Popen([*command, "--dir", str(folder)], stdout=subprocess.DEVNULL)
    try:
        node.start()
        yield {
            "CASSANDRA_CONTACT_POINTS": f"{node.address}:{node.port}",
            "NOTEBOOK_REDIS_URL": f"redis://127.0.0.1:{port}/0",
        }
    finally:
        node.stop()
        redis.terminate()
        redis.wait()


def main() -> int:
    """Run all notebooks, or those that are named, and write them."""
    chosen = [Path(name) for name in sys.argv[1:]] or notebooks()
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as scratch,
        _servers(Path(scratch)) as variables,
    ):
        os.environ.update(variables)
        for path in chosen:
            nbformat.write(executed(path), path)
            print(f"ran {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
