"""docs/api.md: every route with its parameters, body and answers, from the OpenAPI document."""

import json
from collections.abc import Iterator
from typing import Any

from pricetrail.api.reference import Operation, operations, typed
from pricetrail.main import create_app
from tools.reference.markdown import anchor, code, fenced, page, sentence, table

_EXAMPLES = """\
curl -H "Authorization: Bearer ptr_0000" 'http://127.0.0.1:8000/products?limit=2'
curl -H "Authorization: Bearer ptr_0000" http://127.0.0.1:8000/products/shop.example:1a2b3c
curl -H "Authorization: Bearer ptr_0000" http://127.0.0.1:8000/products/shop.example:1a2b3c/events
curl -H "Authorization: Bearer ptr_0000" --request POST \
http://127.0.0.1:8000/products/shop.example:1a2b3c/scrape
curl -H "Authorization: Bearer ptr_0000" --json '{"urls": ["https://shop.example/p/kettle"]}' \
http://127.0.0.1:8000/products
curl -H "Authorization: Bearer ptr_0000" http://127.0.0.1:8000/alerts/rules
curl -H "Authorization: Bearer ptr_0000" 'http://127.0.0.1:8000/quarantine?status=open'
curl -H "Authorization: Bearer ptr_0000" http://127.0.0.1:8000/export.csv
curl -H "Authorization: Bearer ptr_0000" http://127.0.0.1:8000/feed.atom
curl http://127.0.0.1:8000/healthz"""


def document() -> str:
    """The file's text."""
    described = create_app().openapi()
    shapes = described["components"]["schemas"]
    return page(
        "# API",
        f"{described['info']['description']} A server shows the same at `/docs`, and for programs"
        " at `/openapi.json`. How to use it, who may, and what is promised:"
        " [the how-to page](how-to/api.md).",
        fenced("sh", _EXAMPLES),
        "## Routes",
        table(("Route", "What it does"), _overview(described)),
        *(_section(tag, described) for tag in described["tags"]),
        "## Shapes",
        "A field marked * is always there.",
        *(_shape(name, shapes[name]) for name in shapes),
    )


def _overview(described: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for operation in operations(described):
        title = _title(operation)
        yield f"[`{title}`](#{anchor(title)})", _first_sentence(operation.description)


def _section(tag: dict[str, str], described: dict[str, Any]) -> str:
    own = {
        (method.upper(), path)
        for path, methods in described["paths"].items()
        for method, said in methods.items()
        if tag["name"] in said["tags"]
    }
    shown = [_operation(o) for o in operations(described) if (o.method, o.path) in own]
    return "\n\n".join([f"### Routes: {tag['name']}", tag["description"], *shown])


def _operation(operation: Operation) -> str:
    blocks = [f"#### {_title(operation)}", sentence(operation.description)]
    if operation.parameters:
        rows = [_parameter(parameter) for parameter in operation.parameters]
        blocks.append(table(("Parameter", "In", "Type", "Meaning"), rows))
    if operation.body is not None:
        blocks.append(f"Body: {_linked(operation.body)}.")
    good = [answer for answer in operation.responses if answer[0] < "400"]
    blocks.append(table(("Status", "Answer"), [(s, _answer(said, of)) for s, said, of in good]))
    bad = [status for status, *_ in operation.responses if status >= "400"]
    blocks.append(f"Problems: {', '.join(bad)}.")
    return "\n\n".join(blocks)


def _parameter(said: dict[str, Any]) -> tuple[str, ...]:
    schema = said["schema"]
    kind = typed(schema).removesuffix(" or null")
    default = schema.get("default")
    told = f"{kind}, otherwise {code(default)}" if default is not None else kind
    name = code(said["name"]) + (" *" if said["required"] else "")
    return name, said["in"], told, _meaning(said | {"examples": schema.get("examples")})


def _meaning(said: dict[str, Any]) -> str:
    """What it means, and an example where there is one."""
    about = sentence(said.get("description", ""))
    for example in said.get("examples") or ():
        shown = example if isinstance(example, str) else json.dumps(example)
        about = f"{about} Such as {code(shown)}.".strip()
    return about


def _answer(said: str, shape: str | None) -> str:
    about = "" if said == "Successful Response" else said
    return ": ".join(part for part in (about.rstrip("."), _linked(shape) if shape else "") if part)


def _shape(name: str, schema: dict[str, Any]) -> str:
    about = sentence(schema.get("description", ""))
    always = schema.get("required", [])
    rows = [
        (
            code(field) + (" *" if field in always else ""),
            _linked(typed(said)),
            _meaning(said),
        )
        for field, said in schema.get("properties", {}).items()
    ]
    listed = table(("Field", "Type", "Meaning"), rows) if rows else ""
    return "\n\n".join(part for part in (f"### {name}", about, listed) if part)


def _linked(kind: str) -> str:
    """A type in words, in which the shapes are links."""
    words = (f"[{word}](#{anchor(word)})" if word[:1].isupper() else word for word in kind.split())
    return " ".join(words)


def _title(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def _first_sentence(text: str) -> str:
    return sentence(text.partition("\n\n")[0].partition(". ")[0].rstrip("."))
