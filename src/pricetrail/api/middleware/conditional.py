"""Answers with a validator: 304 for whoever has them, kept for whoever asks next."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pricetrail.api.answers import Answer, KeptAnswers
from pricetrail.api.deps import serving_of
from pricetrail.api.middleware.headers import takes_gzip, text
from pricetrail.api.middleware.origins import SAFE_METHODS


class Conditional:
    """Looks at answers on their way out; those with an ETag are kept and compared."""

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
        if scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        key = (scope["path"], scope["query_string"])
        answer = answers.get(key)
        if answer is None:
            watch = _Watch(scope, answers, send)
            await self._app(scope, receive, watch)
            answer = watch.answer
            if answer is None:
                return
            answers.keep(key, answer, watch.writes)
        else:
            scope["route"] = answer.route
        headers = dict(scope["headers"])
        known = text(headers, b"if-none-match")
        response = answer.response(known, gzip=takes_gzip(headers))
        await response(scope, receive, send)


class _Watch:
    """A `send` that holds back an answer with a validator, and passes on any other."""

    def __init__(self, scope: Scope, answers: KeptAnswers, send: Send) -> None:
        self.answer: Answer | None = None
        self.writes = answers.writes
        self._read_at = answers.now()
        self._scope = scope
        self._send = send
        self._start: Headers | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            headers = Headers(raw=message["headers"])
            if "etag" in headers:
                self._start = headers
                return
        if self._start is None:
            await self._send(message)
            return
        self.answer = Answer(
            body=message["body"],
            etag=self._start["etag"],
            media_type=self._start["content-type"],
            route=self._scope.get("route"),
            read_at=self._read_at,
        )


def _dropping(answers: KeptAnswers, send: Send) -> Send:
    """A `send` that drops what is kept before the client knows of its write."""

    async def dropped(message: Message) -> None:
        if message["type"] == "http.response.start":
            answers.drop()
        await send(message)

    return dropped
