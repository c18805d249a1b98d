"""Errors as RFC 9457 problem documents: one line for people, the rest for programs."""

import json
import math
import re
from collections.abc import Callable, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from pricetrail.errors import (
    Ambiguous,
    PricetrailError,
    RateLimited,
    RecordInvalid,
    ServiceUnavailable,
    handling,
)
from pricetrail.log import get_logger
from pricetrail.values import reason_of

MEDIA_TYPE = "application/problem+json"
_RETRY_AFTER_S = 5
_MOST_ERRORS = 20
_log = get_logger("api")


class Problem(BaseModel):
    """A problem document (RFC 9457); some kinds have more members."""

    model_config = ConfigDict(extra="allow")

    type: str = Field("about:blank", description="The kind of problem, where it is a special one.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong, and what to do, in one line.")


def problem(
    status: int, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any
) -> Response:
    """A response of that status; `members` are what the kind of problem adds for programs."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **members,
    }
    return Response(json.dumps(body), status, headers, media_type=MEDIA_TYPE)


def problem_of(error: PricetrailError) -> Response:
    """The problem document of one of our own errors, with the status of `errors.HANDLING`."""
    members: dict[str, Any] = {}
    headers: dict[str, str] = {}
    if isinstance(error, Ambiguous):
        members["candidates"] = error.candidates
    if isinstance(error, RecordInvalid):
        members["errors"] = json.loads(error.detail)
    if isinstance(error, ServiceUnavailable):
        headers["Retry-After"] = str(_RETRY_AFTER_S)
    if isinstance(error, RateLimited) and error.retry_after is not None:
        headers["Retry-After"] = str(int(error.retry_after.total_seconds()))
    return problem(handling(error).http_status, str(error), headers=headers, **members)


def too_many(wait_s: float, what: str) -> Response:
    """The 429 of a client that has to wait so many seconds before it does `what` again."""
    seconds = max(math.ceil(wait_s), 1)
    headers = {"Retry-After": str(seconds)}
    return problem(429, f"too many {what}; wait {seconds} s", headers=headers)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI tells of the problems that a route answers with."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: schema}}
        for status in statuses
    }


def answer_with_problems(app: FastAPI) -> None:
    """Make every error that leaves a route a problem document."""
    methods_of = _known_methods(app)

    @app.exception_handler(PricetrailError)
    async def _own(_: Request, error: PricetrailError) -> Response:
        answer = problem_of(error)
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.error("cannot be answered", error=str(error))
        return answer

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> Response:
        found = error.errors()[:_MOST_ERRORS]  # a body of one megabyte can have 400,000
        told = [{"loc": e["loc"], "msg": reason_of(e), "type": e["type"]} for e in found]
        first = told[0]
        place = ".".join(str(part) for part in first["loc"])
        return problem(422, f"{place}: {first['msg']}", errors=told)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return _not_allowed(methods_of(request.url.path), error)
        return problem(error.status_code, error.detail, headers=error.headers)


def _known_methods(app: FastAPI) -> Callable[[str], list[str]]:
    """Answers the methods that a path has, over all of its routes; they are looked at once."""

    @cache
    def templates() -> list[tuple[re.Pattern[str], list[str]]]:
        paths = app.openapi()["paths"].items()
        return [(compile_path(path)[0], [*map(str.upper, said)]) for path, said in paths]

    def methods_of(path: str) -> list[str]:
        found = (methods for pattern, methods in templates() if pattern.match(path))
        return [method for methods in found for method in methods]

    return methods_of


def _not_allowed(known: list[str], error: HTTPException) -> Response:
    """The 405 that tells the methods there are; HEAD is one wherever GET is."""
    methods = known or (error.headers or {}).get("Allow", "").split(", ")
    if "GET" in methods and "HEAD" not in methods:
        methods = [*methods, "HEAD"]
    allowed = ", ".join(methods)
    return problem(405, f"this path knows {allowed}", headers={"Allow": allowed})
