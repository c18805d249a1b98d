"""Where work waits until somebody does it: the protocol, and one queue inside the process."""

from pricetrail.queue.base import Job, OpenQueue, Queue
from pricetrail.queue.local import LocalQueue

__all__ = ["Job", "LocalQueue", "OpenQueue", "Queue"]
