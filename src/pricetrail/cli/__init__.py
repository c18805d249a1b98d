"""The command line: `pricetrail`; results on standard output, everything else on standard error.

Exit codes: 0 done, 1 some items failed, 2 wrong usage, 3 a needed service is not there,
4 refused by policy, 130 interrupted.
"""

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer

from pricetrail import __version__
from pricetrail.cli import helping
from pricetrail.cli.console import error_line, plain, said_of, stderr
from pricetrail.errors import PricetrailError, ServiceUnavailable, handling

INTERRUPTED = 130
_WRONG_USAGE = 2


Loaded = Callable[..., Any] | dict[str, Callable[..., Any]]
"""What a command is: its function, or the functions of a group by name."""


class Command(NamedTuple):
    """Where a command is, and the line that the overview shows."""

    place: str
    panel: str
    summary: str


_READ, _SCRAPE, _LOOK, _KEEP, _BUILD = "Read", "Scrape", "Look", "Keep", "Build"

COMMANDS: dict[str, Command] = {
    "extract": Command("extract:extract_pages", _READ, "Read saved pages; no store, no network."),
    "scrape": Command("scrape:scrape_urls", _SCRAPE, "Scrape URLs once, now, and keep the result."),
    "discover": Command("discover:discover", _SCRAPE, "List the product URLs of a shop."),
    "track": Command("track:track_urls", _SCRAPE, "Scrape URLs on schedule from now on."),
    "untrack": Command("track:untrack_targets", _SCRAPE, "Stop scraping; the history stays."),
    "dispatch": Command("dispatch:dispatch_due", _SCRAPE, "Scrape what is due now."),
    "take": Command("batches:take_due", _SCRAPE, "Take what is due, in batches for others."),
    "work": Command("batches:work_batches", _SCRAPE, "Scrape batches that were taken."),
    "up": Command("up:up", _SCRAPE, "Scrape what is due, again and again, and serve the web UI."),
    "products": Command("lists:list_products", _LOOK, "List the products."),
    "targets": Command("lists:list_targets", _LOOK, "List what is tracked, and how it goes."),
    "show": Command("show:show_product", _LOOK, "Show everything about one product."),
    "history": Command("show:show_history", _LOOK, "Show a product's observations."),
    "attempts": Command("lists:list_attempts", _LOOK, "List the tries at a target."),
    "sql": Command("sql:ask_in_sql", _LOOK, "Ask the whole history in SQL."),
    "serve": Command("serve:serve", _LOOK, "Serve the API and the web UI alone."),
    "alerts": Command("alerts:ALERTS", _LOOK, "Be told of prices: rules, and what fired."),
    "worker": Command("worker:worker", _SCRAPE, "Scrape what the queue holds; on any machines."),
    "beat": Command("beat:beat", _SCRAPE, "Have the workers look for what is due."),
    "tokens": Command("tokens:TOKENS", _LOOK, "Make, list and remove tokens of the API."),
    "export": Command("transfer:export_history", _KEEP, "Write the history to a file."),
    "import": Command("transfer:import_history", _KEEP, "Add the history in a file."),
    "copy": Command("copying:copy_history", _KEEP, "Take the history to another store."),
    "backup": Command("backup:make", _KEEP, "Keep a checked copy of store and archive."),
    "restore": Command("backup:put_back", _KEEP, "Bring store and archive back from a backup."),
    "purge": Command("purge:purge_product", _KEEP, "Remove a product's history for good."),
    "archive": Command("archive:ARCHIVE", _KEEP, "Look after the pages behind the history."),
    "quarantine": Command("quarantine:QUARANTINE", _KEEP, "Review what was held back."),
    "replay": Command("replay:replay_pages", _KEEP, "Read archived pages again, correct the past."),
    "sync-tables": Command("sync:sync_tables", _KEEP, "Bring the store's tables up to date."),
    "rules": Command("rules:list_rules", _BUILD, "Show which site rule reads a URL."),
    "new-site": Command("rules:new_site", _BUILD, "Start a rule for a site, with a first case."),
    "rerun": Command("rules:rerun", _BUILD, "Read the saved cases again and compare."),
    "doctor": Command("doctor:doctor", _BUILD, "Check every configured part."),
}
"""Every command, in the overview's order."""

_SERVING = ("up", "serve")  # their modules load what the extra `web` brings


def build_app(*wanted: str) -> typer.Typer:
    """The application; of its commands only those `wanted` are loaded, the others just listed."""
    app = typer.Typer(
        name="pricetrail",
        help=(
            "Price history from product pages: scraped politely, validated, kept for good.\n\n"
            "Try it: pricetrail up --demo"
        ),
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        cls=helping.Group,
    )
    app.callback()(_global_options)
    for name, command in COMMANDS.items():
        loaded = _load(command.place) if name in wanted else _not_loaded
        shown: dict[str, Any] = {"short_help": command.summary, "rich_help_panel": command.panel}
        if isinstance(loaded, dict):
            group = typer.Typer(cls=helping.Group, help=f"{command.summary}")
            for part, function in loaded.items():
                _declare(group, part, function)
            app.add_typer(group, name=name, no_args_is_help=True, **shown)
        else:
            _declare(app, name, loaded, **shown)
    return app


def run(arguments: Sequence[str], *, begin: Callable[[], None] = lambda: None) -> int:
    """Run one command and return its exit code; an error is one clear line on standard error.

    `begin` is called when the command is loaded, right before it runs.
    """
    arguments = list(arguments) or ["--help"]
    verbose = "--verbose" in arguments
    if verbose:  # it may stand anywhere
        arguments = [a for a in arguments if a != "--verbose"]
    wanted = [a for a in arguments if not a.startswith("-")][:1]
    try:
        app = build_app(*wanted)
        begin()
        code = app(arguments, prog_name="pricetrail", standalone_mode=False)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED  # before a command began; in one, typer makes this code of it
    except (BrokenPipeError, SystemExit):  # typer makes this exit of a pipe that was closed
        _forget_stdout()
        return 0
    except OSError as error:
        _forget_stdout()
        what = error.filename or "the output cannot be written"
        _complain(f"{what}: {error.strerror}", verbose=verbose)
        return _WRONG_USAGE
    except UnicodeEncodeError as error:
        _complain(f"{ascii(error.object)[:100]} is not UTF-8 text", verbose=verbose)
        return _WRONG_USAGE
    except typer.Abort:
        _say("nothing was done")
        return 1
    except typer.TyperException as error:
        return _refuse(error, arguments)
    except PricetrailError as error:
        _complain(said_of(error), verbose=verbose)
        return handling(error).exit_code
    if code == INTERRUPTED:
        _say("interrupted; what was stored stays")
    return int(code or 0)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pricetrail {__version__}")
        raise typer.Exit


def _global_options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version."),
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="With an error, show its trace.")
    ] = False,
) -> None:
    """What every command has; `--version` answers by itself, `--verbose` is found by `run`."""


def _declare(app: typer.Typer, name: str, function: Callable[..., Any], **shown: Any) -> None:
    help_text = helping.help_of(function)
    app.command(name, cls=helping.Command, help=help_text, **shown)(function)


def _load(place: str) -> Loaded:
    module, _, name = place.partition(":")
    try:
        loaded: Loaded = getattr(import_module(f"pricetrail.cli.{module}"), name)
    except ModuleNotFoundError as error:
        if module not in _SERVING:
            raise
        raise ServiceUnavailable(
            f"a library is missing ({error}): pip install 'pricetrail[web]'"
        ) from error
    return loaded


def _not_loaded() -> None:
    """Stands in the overview for a command that is not asked for."""


def _say(text: str) -> None:
    stderr().print(plain(text), style="yellow")


def _complain(text: str, *, verbose: bool) -> None:
    if verbose:
        stderr().print_exception()
    error_line(text)


def _refuse(error: typer.TyperException, arguments: Sequence[str]) -> int:
    said = error.format_message().replace("Value error, ", "").rstrip(".")
    said = said.replace("Input should be", "it should be")
    help_of = " ".join(["pricetrail", *_command_in(arguments), "--help"])
    error_line(f"{said}; `{help_of}` tells how")
    return error.exit_code


def _command_in(arguments: Sequence[str]) -> list[str]:
    """The command that was meant, with its part where it is a group; nothing where it is none."""
    name, *parts = arguments[:2]
    if name not in COMMANDS:
        return []
    loaded = _load(COMMANDS[name].place)
    return [name, *(part for part in parts if isinstance(loaded, dict) and part in loaded)]


def _forget_stdout() -> None:
    """The reader has seen enough: let nothing more fail on the way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
