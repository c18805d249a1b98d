"""docs/python.md: what may be imported, with signatures and what it does."""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from inspect import Parameter
from typing import Any, NamedTuple

from tools.reference.markdown import code, fenced, page, sentence, table


class Part(NamedTuple):
    """A module of which some names are public, and what it is for."""

    module: str
    about: str
    names: tuple[str, ...]


PUBLIC = (
    Part(
        "pricetrail.schema",
        "The records. All are pydantic models, except `Page`; their fields: [Record](record.md).",
        ("Page", "ProductRecord", "ProductScrapeEvent", "Product", "Target", "Attempt", "Model"),
    ),
    Part(
        "pricetrail.extract",
        "From a page to a record, without network or database.",
        ("extract", "Extraction"),
    ),
    Part(
        "pricetrail.extract.rules",
        "Rules for single sites: [Add a site](how-to/add-a-site.md).",
        ("SiteRule", "site_rule", "explain_rules"),
    ),
    Part("pricetrail.config", "Settings.", ("Settings", "load_settings")),
    Part(
        "pricetrail.bootstrap",
        "What is built from settings: the store alone, or everything that a scrape needs.",
        ("open_store", "services", "Services", "build_broker"),
    ),
    Part(
        "pricetrail.crud",
        "Every question to the history, and every change of it. All take an open store.",
        (
            "get_product",
            "iter_products",
            "list_products",
            "resolve",
            "history",
            "latest",
            "get_event",
            "product_days",
            "attempts",
            "track",
            "untrack",
            "iter_targets",
            "get_target",
            "add_scrape_event",
            "ingest",
            "correct",
            "purge",
        ),
    ),
    Part(
        "pricetrail.export",
        "The history as files, and back.",
        ("export_jsonl", "import_jsonl", "export_csv", "import_csv", "copy_history"),
    ),
    Part(
        "pricetrail.store.cassandra.db",
        "The driver's own session. FastAPI takes these functions as dependencies.",
        ("get_cluster", "get_session", "close_session"),
    ),
    Part(
        "pricetrail.store.cassandra.models",
        "cqlengine models of all tables, for reading: `Product.objects.all()`.",
        ("Product", "ProductScrapeEvent", "ProductDay", "EventMonth", "Target", "Attempt"),
    ),
    Part(
        "pricetrail.clock",
        "Aware UTC times in whole milliseconds, and time-UUIDs.",
        ("utc_now", "time_uuid", "moment_of"),
    ),
    Part("pricetrail.errors", "[All errors](errors.md) descend from it.", ("PricetrailError",)),
    Part("pricetrail.main", "The ASGI app, and how to make one of your own.", ("create_app",)),
    Part("pricetrail.worker.celery_app", "The Celery app.", ("make_app",)),
)

_EXAMPLE = """\
import asyncio

from pricetrail import crud
from pricetrail.bootstrap import open_store
from pricetrail.config import load_settings


async def main() -> None:
    async with open_store(load_settings()) as store:
        async for product in crud.iter_products(store):
            for event in await crud.latest(store, product.product_id, 3):
                print(product.name, event.created, event.price, event.currency)


asyncio.run(main())"""
_STARS = {Parameter.VAR_POSITIONAL: "*", Parameter.VAR_KEYWORD: "**"}
_MODULE = re.compile(r"(?:\b[a-z_]+\.)+(?=[A-Za-z])")


def document() -> str:
    """The file's text."""
    return page(
        "# Python API",
        "What a program of yours may import, and what stays as it is within a major version"
        " ([Versions](versions.md)). Everything else may change in any release. The package is"
        " typed (`py.typed`). What is `async` runs in your event loop; importing any of this"
        " connects to nothing.",
        fenced("python", _EXAMPLE),
        *(_section(part) for part in PUBLIC),
    )


def _section(part: Part) -> str:
    module = import_module(part.module)
    rows = [_row(name, getattr(module, name)) for name in part.names]
    return "\n\n".join([f"## {part.module}", part.about, table(("Name", "What it is"), rows)])


def _row(name: str, what: Any) -> tuple[str, str]:
    return code(_shown(name, what)), _about(what)


def _shown(name: str, what: Any) -> str:
    if inspect.isclass(what):
        return f"class {name}"
    return f"{_use(what)}{name}({', '.join(_parameters(what))})"


def _use(function: Any) -> str:
    """How it is called: what gives items or is open for a while is no plain call."""
    if inspect.iscoroutinefunction(function):
        return "await "
    if inspect.isasyncgenfunction(function):
        return "async for … in "
    return "async with " if inspect.isasyncgenfunction(inspect.unwrap(function)) else ""


def _parameters(function: Any) -> Iterator[str]:
    """Each parameter by its name; those that are only taken by name after a star."""
    starred = False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            starred = True
            yield "*"
        optional = parameter.default is not parameter.empty
        default = f"={_MODULE.sub('', _value(parameter.default))}" if optional else ""
        yield f"{_STARS.get(parameter.kind, '')}{parameter.name}{default}"


def _value(default: Any) -> str:
    return default.__name__ if callable(default) else repr(default)


def _about(what: Any) -> str:
    return sentence((inspect.getdoc(what) or "").partition("\n\n")[0])
