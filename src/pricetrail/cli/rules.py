"""`rules`, `new-site`, `rerun`: making and checking rules for sites."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from pricetrail.bootstrap import Overrides, build_fetchers
from pricetrail.cli.console import cell, error_line, note_line, plain, print_json, stdout
from pricetrail.cli.pages import Source, load_page
from pricetrail.cli.scaffold import rule_source
from pricetrail.cli.sheet import Sheet
from pricetrail.config import load_settings
from pricetrail.errors import InvalidFile, NotFound, UsageError
from pricetrail.extract import extract
from pricetrail.extract.cases import Case, diff, expected_of, load_case, save_case
from pricetrail.extract.rules import RuleMatch, explain_rules
from pricetrail.fetch.base import Request
from pricetrail.schema import Page
from pricetrail.urls import normalise_url, parse_url, shop_of

_CASES = Path("tests/sites/fixtures")
_RULES = Path("src/pricetrail/sites")
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")

Cases = Annotated[Path, typer.Option("--cases", help="The folder of saved cases.")]


def list_rules(
    url: Annotated[str, typer.Argument(metavar="URL", help="A product page of the site.")],
    show_all: Annotated[
        bool, typer.Option("--all", help="Show the rules of other hosts too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per rule.")] = False,
) -> None:
    """Show which site rule reads a URL, and why the others do not.

    Rules for shop platforms are told by the page's markup, so that a URL cannot decide on them.
    Examples: pricetrail rules https://www.amazon.de/dp/B000000000
    · pricetrail rules https://shop.example/p/1 --all
    """
    matches = explain_rules(str(parse_url(url)))
    if as_json:
        for match in matches:
            print_json(asdict(match))
    else:
        _show_rules(matches, show_all=show_all)


def new_site(
    source: Annotated[str, typer.Argument(metavar="URL|FILE", help="A page of the site.")],
    *,
    url: Annotated[
        str | None, typer.Option(help="The page's URL, where a file does not name it.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The rule's name; otherwise made from the host.")
    ] = None,
    rules: Annotated[Path, typer.Option(help="The folder of the rules.")] = _RULES,
    cases: Cases = _CASES,
    force: Annotated[
        bool, typer.Option("--force", help="Also from a page on which no product is found.")
    ] = False,
) -> None:
    """Start a rule for a site: a file to fill in, and the page saved as its first case.

    The case expects what is read from the page today: look at it and correct it by hand, then
    work on the rule until `rerun` agrees. Example: pricetrail new-site https://shop.example/p/1
    """
    page = _page_of(source, url)
    host = shop_of(page.url)
    named = _NOT_IN_A_NAME.sub("_", (name or host.rpartition(".")[0]).lower()).strip("_")
    if not named.isidentifier():
        raise UsageError(f"{named!r} cannot name a rule; give --name")
    rule, case = rules / f"{named}.py", cases / named.replace("_", "-")
    for folder in (rules, cases):
        if not folder.is_dir():
            raise UsageError(
                f"there is no folder {folder}; run this in a checkout, or name another"
            )
    for made in (rule, case):
        if made.exists():
            raise UsageError(f"{made} is there already; give another --name")
    extraction = extract(page)
    if extraction.record.kind != "product" and not force:
        why = f": {extraction.reason}" if extraction.reason else ""
        raise NotFound(f"{source} is no product page{why}; with --force it begins a rule, too")
    try:
        expected = expected_of(extraction.record)
        save_case(case, page, expected)
        source_text = rule_source(named, host, expected, page.fetched_at)
        rule.write_text(source_text, encoding="utf-8")
    except OSError as error:
        raise InvalidFile(f"{error.filename} cannot be written: {error.strerror}") from error
    for made in (case / "expected.json", rule):
        stdout().print(plain(str(made)))
    elsewhere = "" if cases == _CASES else f" --cases {cases}"
    again = f"pricetrail rerun {case.name}{elsewhere}"
    note_line(f"look at what the case expects, correct it, fill in the rule, then run: {again}")


def rerun(
    case: Annotated[
        str | None, typer.Argument(metavar="CASE", help="One case; otherwise all of them.")
    ] = None,
    *,
    accept: Annotated[
        bool, typer.Option("--accept", help="Expect from now on what is shown as different.")
    ] = False,
    cases: Cases = _CASES,
) -> int:
    """Read the saved cases again and show every field that comes out otherwise than expected.

    Ends with 1 where one does. --accept is for after you have looked at the differences.
    Examples: pricetrail rerun · pricetrail rerun amazon-jp
    """
    folders = _folders(cases, case)
    failed = sum(_differs(load_case(folder), folder, accept=accept) for folder in folders)
    cases_read = "1 case" if len(folders) == 1 else f"{len(folders)} cases"
    said = f"{cases_read}, {failed} differ"
    note_line(f"{said}, accepted" if accept and failed else said)
    return 1 if failed and not accept else 0


def _show_rules(matches: Sequence[RuleMatch], *, show_all: bool) -> None:
    shown = [match for match in matches if show_all or match.could]
    rows = Sheet(
        "",
        "rule",
        "priority",
        "why",
        "module",
        flexible=["why"],
        right=["priority"],
        spare=["module"],
    )
    for match in shown:
        mark, style = ("→", "bold green") if match.wins else ("", "")
        why, module = cell(match.why, style), cell(match.module, "dim")
        rows.add_row(mark, cell(match.name, style), str(match.priority), why, module)
    stdout().print(rows)
    if not any(match.wins for match in matches):
        note_line("no rule reads that host; a platform's may, else the general sources do")
    if others := len(matches) - len(shown):
        note_line(f"{others} rules read other hosts only; --all shows them")


def _page_of(source: str, url: str | None) -> Page:
    """The page to begin with, fetched or from a file, under the URL it belongs to."""
    if "://" in source:
        return asyncio.run(_fetch(normalise_url(source)))
    page = load_page(Source(source, Path(source)), url or "")
    known = url or extract(page).record.url
    if known is None:
        raise UsageError(f"{source} does not name its URL; give --url")
    known = str(parse_url(known))
    return replace(page, url=known, final_url=known)


async def _fetch(url: str) -> Page:
    fetcher = build_fetchers(load_settings(), Overrides())["http"]
    try:
        page = await fetcher.fetch(Request(url))
    finally:
        await fetcher.close()
    return replace(page, url=page.final_url)


def _folders(cases: Path, name: str | None) -> list[Path]:
    found = sorted(folder for folder in cases.glob("*") if folder.is_dir())
    if name is None:
        if not found:
            raise NotFound(f"there are no cases in {cases}; --cases names another folder")
        return found
    chosen = [folder for folder in found if folder.name == name]
    if not chosen:
        raise NotFound(f"there is no case {name!r} in {cases}")
    return chosen


def _differs(case: Case, folder: Path, *, accept: bool) -> bool:
    record = extract(case.page).record
    differences = diff(case.expected, record)
    for difference in differences:
        error_line(f"{case.name}: {difference}")
    if differences and accept:
        now: Mapping[str, object] = expected_of(record)
        save_case(folder, case.page, {name: now.get(name) for name in case.expected})
    return bool(differences)
