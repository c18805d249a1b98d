"""The worker: Celery tasks that call the use cases, and the process they run in."""
