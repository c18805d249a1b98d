"""Routes that answer plain requests without having their arguments looked for.

To find, check and hand over its arguments takes FastAPI as long as the answer itself takes us,
while most requests give but what their path says, and a few words in a query.
"""

import inspect
import json
from collections.abc import Awaitable, Callable
from typing import Any, cast

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.types import Message, Receive, Scope, Send

from pricetrail.api.parameters import parameters_in

_Call = Callable[[Request], Awaitable[Any]]
_LONGEST = 128  # every limit there is on a part of a path is above that


def api_router(tag: str | None = None, prefix: str = "") -> APIRouter:
    """A router of the API; its operations are named as the functions that answer them.

    Without a `tag` they have tags of their own.
    """
    return APIRouter(
        prefix=prefix,
        tags=[tag] if tag else None,
        route_class=DirectRoute,
        generate_unique_id_function=lambda route: route.name,
    )


class DirectRoute(APIRoute):
    """A route whose endpoint is called at once where a request names none of its headers.

    It is then given its dependencies, which may ask for the request and nothing else, the texts in
    its path, what the query names, and its body; its other parameters have their defaults, and it
    answers a response. Whatever is not so, in the route or in a request, and a value or a body that
    is not valid, goes FastAPI's usual way, with the same outcome. A parameter in a query that the
    route does not know is refused.
    """

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        needed = self.dependant
        self._calls = [(one.name or "", cast(_Call, one.call)) for one in needed.dependencies]
        self._parameters = {field.alias: field for field in needed.query_params}
        self._headers = {field.alias.encode() for field in needed.header_params}
        models = ((one.name, _model_of(one)) for one in needed.body_params)
        self._body = next(((name, model) for name, model in models if model is not None), None)
        self._methods = self.methods or set()
        self._is_direct = len(self._methods) == 1 and _is_simple(self.endpoint, needed)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that was led here."""
        options: dict[str, Any] | None = {}
        if scope["query_string"] and scope["method"] in self._methods:
            options = self._options(scope["query_string"])
        if options is None or not self._is_direct or not self._is_plain(scope):
            await super().handle(scope, receive, send)
            return
        request = Request(scope, receive)
        given: dict[str, Any] = {name: await call(request) for name, call in self._calls}
        given.pop("", None)  # of those that only refuse
        given |= options
        if self._body is not None:
            name, model = self._body
            body = await request.body()
            try:
                given[name] = model.model_validate(json.loads(body))
            except (ValueError, RecursionError):
                await super().handle(scope, _again(body), send)
                return
        response = await self.endpoint(**scope["path_params"], **given)
        await response(scope, receive, send)

    def _options(self, query: bytes) -> dict[str, Any] | None:
        """What a query says, by the endpoint's own names; None where a value is not valid."""
        options = {}
        for name, text in parameters_in(query, self._parameters).items():
            field = self._parameters[name]
            options[field.name], errors = field.validate(text)
            if errors:
                return None
        return options

    def _is_plain(self, scope: Scope) -> bool:
        if scope["method"] not in self._methods:
            return False
        if self._headers and any(name in self._headers for name, _ in scope["headers"]):
            return False
        return all(0 < len(part) <= _LONGEST for part in scope["path_params"].values())


def _is_simple(endpoint: Callable[..., Any], needed: Dependant) -> bool:
    """Whether that endpoint can be called with nothing but its dependencies and its path."""
    options = [*needed.query_params, *needed.header_params]
    return (
        inspect.signature(endpoint, eval_str=True).return_annotation is Response
        and not needed.cookie_params
        and all(_model_of(field) for field in needed.body_params)
        and len(needed.body_params) <= 1
        and not needed.request_param_name
        and not needed.response_param_name
        and all(field.field_info.annotation is str for field in needed.path_params)
        and not any(field.field_info.is_required() for field in options)
    )


def _model_of(field: Any) -> type[BaseModel] | None:
    """The model that a body is, where it is one."""
    kind = field.field_info.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _again(body: bytes) -> Receive:
    """A `receive` that has a body once more."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
