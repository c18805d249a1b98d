"""What the OpenAPI document says beside the routes themselves."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from pricetrail.api.middleware.callers import PUBLIC
from pricetrail.api.problems import Problem, responses

DESCRIPTION = (
    "Price history from product pages. Moments are UTC in ISO 8601 with milliseconds, amounts are"
    " plain decimal strings, and what has no value is null. Errors are problem documents"
    " (RFC 9457). HEAD is answered wherever GET is, as that without its body."
)

_BEARER = {"bearer": {"type": "http", "scheme": "bearer"}}
_EVERYWHERE = (400, 401, 403, 422, 429, 503)
_TAGS = {
    "products": "What is tracked, with its latest record.",
    "events": "Observations: reading them, and sending those made elsewhere.",
    "quarantine": "Observations that were held back, and settling them.",
    "jobs": "How scrapes go that were asked for.",
    "pages": "Pages from a person's own browser.",
    "export": "The whole history as a file.",
    "feed": "Changes as a feed.",
    "health": "For those who run the server.",
}


def describe(app: FastAPI) -> None:
    """Give `app` a document that also tells what its middleware answers."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(
                get_openapi(
                    title=app.title,
                    version=app.version,
                    description=DESCRIPTION,
                    routes=app.routes,
                    tags=[{"name": name, "description": said} for name, said in _TAGS.items()],
                )
            )
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    problems = {str(status): answer for status, answer in responses(*_EVERYWHERE).items()}
    for path, methods in document["paths"].items():
        for operation in methods.values():
            answers = problems | operation["responses"] | {"422": problems["422"]}
            if path in PUBLIC:
                del answers["401"]
            else:
                operation["security"] = [{}, {"bearer": []}]
            operation["responses"] = dict(sorted(answers.items()))
    components = document.setdefault("components", {})
    components["securitySchemes"] = _BEARER
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema()
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    components["schemas"] = dict(sorted(schemas.items()))
    return document
