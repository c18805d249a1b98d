"""What the DAG's tasks raise where a command fails; run by the Python of Airflow's environment.

The first argument is the folder of the DAG.
"""

import os
import sys

from airflow.sdk.exceptions import AirflowException

sys.path.append(sys.argv[1])

from pricetrail_scrape import pricetrail


def tell(*arguments: str, **env: str) -> None:
    """One line: the error's class, and what it says."""
    os.environ.update(env)
    try:
        pricetrail(*arguments)
    except AirflowException as error:
        sys.stdout.write(f"{type(error).__name__}: {error}\n")


if __name__ == "__main__":
    tell("take", STORE_URL="cassandra://127.0.0.1:1/nowhere")
    tell("take", "--most", "none")
    tell("take", STORE_URL="sqlite:///nothing-yet.db")
    tell("take", AIRFLOW_VAR_PRICETRAIL_PROGRAM="/nowhere/pricetrail")
