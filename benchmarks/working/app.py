"""Our worker's app with a task that does nothing, beside which the others can be seen."""

from pricetrail.worker.celery_app import app

NOTHING = "benchmark.nothing"


@app.task(name=NOTHING, shared=False)
def nothing() -> None:
    """Do nothing."""
