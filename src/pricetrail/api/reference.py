"""The reference page at /docs, rendered from the OpenAPI document: no script, no other host."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, select_autoescape

router = APIRouter(include_in_schema=False)

_METHODS = ("get", "post", "patch", "delete")


class Operation(NamedTuple):
    """One method of one path, as the page shows it."""

    method: str
    path: str
    summary: str
    description: str
    parameters: list[dict[str, Any]]
    body: str | None
    responses: list[tuple[str, str, str | None]]


@router.get("/docs")
async def show_reference(request: Request) -> HTMLResponse:
    """Every route with its parameters and answers, and every shape."""
    document = request.app.openapi()
    page = _template().render(
        info=document["info"],
        operations=list(operations(document)),
        schemas=document["components"]["schemas"],
        typed=typed,
    )
    return HTMLResponse(page)


@router.get("/docs/style.css")
async def get_style() -> Response:
    """The page's style sheet."""
    return Response(_style(), media_type="text/css")


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """The operations of an OpenAPI document, in its order."""
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield _operation(method, path, methods[method])


def typed(schema: dict[str, Any]) -> str:
    """A schema in a few words: a type, a choice, or the name of a shape."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(typed(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {typed(schema.get('items', {}))}"
    kind = schema.get("format", schema.get("type", "anything"))
    return str(kind)


def _operation(method: str, path: str, said: dict[str, Any]) -> Operation:
    body = next(iter(said.get("requestBody", {}).get("content", {}).values()), None)
    return Operation(
        method.upper(),
        path,
        said.get("summary", ""),
        said.get("description", ""),
        said.get("parameters", []),
        typed(body["schema"]) if body else None,
        [
            (status, answer["description"], _shape(answer))
            for status, answer in sorted(said["responses"].items())
        ],
    )


def _shape(answer: dict[str, Any]) -> str | None:
    kinds = [
        typed(content["schema"]) if "json" in media_type else media_type
        for media_type, content in answer.get("content", {}).items()
    ]
    return " or ".join(dict.fromkeys(kinds)) or None


@cache
def _template() -> Any:
    loader = PackageLoader("pricetrail.api", "templates")
    return Environment(loader=loader, autoescape=select_autoescape()).get_template("reference.html")


@cache
def _style() -> str:
    return files("pricetrail.api").joinpath("templates/reference.css").read_text("utf-8")
