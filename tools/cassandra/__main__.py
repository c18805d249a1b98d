"""A local node for development, until Ctrl-C; what it stores stays in the cache folder."""

import argparse
import signal
import sys
from pathlib import Path

from tools.cassandra.jars import ToolMissing
from tools.cassandra.node import Node, NodeFailed

_FOLDER = Path(__file__).parents[2] / ".cache" / "cassandra" / "node"


def main() -> int:
    """Run a node on 127.0.0.1 in the foreground; 0 once it was stopped, 3 if it cannot start."""
    parser = argparse.ArgumentParser(prog="python -m tools.cassandra", description=__doc__)
    parser.add_argument("--port", type=int, default=9042, help="CQL port (default 9042)")
    parser.add_argument("--folder", type=Path, default=_FOLDER, help="where it keeps its data")
    options = parser.parse_args()
    node = Node(options.folder, port=options.port, storage_port=7000)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        node.start()
        print(f"Cassandra is up: export STORE_URL=cassandra://127.0.0.1:{node.port}/scraper_app")
        print("Ctrl-C stops it.", flush=True)
        if node.process is not None:
            node.process.wait()
    except (NodeFailed, ToolMissing) as error:
        print(error, file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print()
    finally:
        node.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
