"""Messages are not trusted: what a task does not expect is dropped, with a line in the log.

A message of another version, or of somebody else's, would otherwise end the worker that takes it.
It is no wall: whoever can write to the broker can also tell the workers to end.
"""

import logging
from collections.abc import Callable
from typing import Annotated, Any

from celery import Task
from celery.exceptions import Ignore
from celery.worker.consumer import Consumer
from kombu.exceptions import ContentDisallowed, DecodeError
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from structlog.contextvars import bound_contextvars

from pricetrail.errors import PricetrailError
from pricetrail.log import get_logger
from pricetrail.queue.messages import Message
from pricetrail.values import summary_of

_log = get_logger("worker")
_stdlib = logging.getLogger(__name__)
_MOST_REASON = 200


class _Headers(BaseModel):
    """What Celery uses of a message's headers without looking what it is."""

    model_config = ConfigDict(strict=True, extra="ignore")

    id: Annotated[str, Field(min_length=1, max_length=255)]
    task: str
    retries: int | None = None
    eta: str | None = None
    expires: str | None = None
    timelimit: tuple[float | None, float | None] | list[float | None] | None = None
    argsrepr: str | None = None
    kwargsrepr: str | None = None
    root_id: str | None = None
    parent_id: str | None = None
    group: str | None = None


_BODY: TypeAdapter[Any] = TypeAdapter(tuple[list[Any], dict[str, Any], dict[str, Any] | None])


class CheckedTask(Task):
    """A task that is told what `model` declares; a message that says anything else is dropped."""

    abstract = True
    typing = False
    throws = (PricetrailError,)  # logged on one line
    model: type[Message]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Validate, then run; what is logged meanwhile names the message's id as its `job`."""
        named = {f"argument {number}": value for number, value in enumerate(args)} | kwargs
        try:
            told = self.model.model_validate(named)
        except ValidationError as error:
            why = summary_of(error)
            _log.warning("a message is dropped", task=self.name, id=self.request.id, reason=why)
            raise Ignore from error
        with bound_contextvars(job=self.request.id):
            return self.run(told)


class CheckedConsumer(Consumer):
    """Receives messages as Celery does, after a look at their shape, whatever task they name.

    Celery takes a message apart that is valid JSON of another shape, and the worker ends by that.
    """

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        """Get ready to connect anew, whatever closing the broken connection comes to.

        kombu's channels ask for a connection that they have lost already, and the worker would
        end by that.
        """
        try:
            super().on_connection_error_after_connected(exc)
        except AttributeError as error:
            _log.warning("the broken connection was not closed cleanly", reason=str(error))

    def call_soon_ack(self, p: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Acknowledge a message, or reject it, when the event loop comes to it.

        One that came through a connection that is lost by now cannot be acknowledged: its channel
        may ask for that connection still, and the worker would end by that. The broker delivers
        it again, if it knows of it at all.
        """

        def tell(*told: Any, **more: Any) -> Any:
            try:
                return p(*told, **more)
            except AttributeError as error:
                _log.warning("a message of a lost connection was left", reason=str(error))

        return super().call_soon_ack(tell, *args, **kwargs)

    def create_task_handler(self, *args: Any, **kwargs: Any) -> Callable[[Any], Any]:
        """What is called with each message."""
        receive = super().create_task_handler(*args, **kwargs)

        def receive_checked(message: Any) -> Any:
            try:
                _Headers.model_validate(message.headers)
                _BODY.validate_python(message.payload)
            except (ValidationError, DecodeError, ContentDisallowed) as error:
                why = summary_of(error) if isinstance(error, ValidationError) else str(error)
                _log.warning("a message is dropped", reason=why[:_MOST_REASON])
                return message.reject_log_error(_stdlib, self.connection_errors)
            return receive(message)

        return receive_checked
