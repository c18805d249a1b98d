"""Answers that are kept for whoever asks next; a change makes all of them void."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pricetrail.api.answers import KeptAnswers
from pricetrail.api.deps import serving_of
from pricetrail.api.middleware.origins import SAFE_METHODS


class Conditional:
    """Gives out what is kept, before anything else looks at the request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answers = serving_of(scope).answers
        if scope["method"] not in SAFE_METHODS:
            await self._app(scope, receive, _dropping(answers, send))
            return
        answer = answers.asked(scope)
        if answer is None or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        scope["route"] = answer.route
        await answer.send(scope, send)


def _dropping(answers: KeptAnswers, send: Send) -> Send:
    """A `send` that drops what is kept before the client knows of its write."""

    async def dropped(message: Message) -> None:
        if message["type"] == "http.response.start":
            answers.drop()
        await send(message)

    return dropped
