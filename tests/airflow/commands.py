"""Airflow's commands one after the other in one process; run by the Python of its environment.

Airflow takes seconds to load, and more to build what it answers its tasks with, once a process.
"""

import shlex
import sys

from airflow.cli.cli_parser import get_parser


def main(lines: list[str]) -> None:
    """Do each of `lines`, such as ``dags test name``; a line of its own tells its end."""
    parser = get_parser()
    for line in lines:
        arguments = parser.parse_args(shlex.split(line))
        arguments.func(arguments)
        sys.stdout.write(f"\nended: {line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
