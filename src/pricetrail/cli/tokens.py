"""`tokens`: the named tokens that the API accepts beside PRICETRAIL_API_TOKEN."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

import typer
from rich.table import Table

from pricetrail import crud
from pricetrail.bootstrap import Services
from pricetrail.cli.console import cell, plain, print_json, stdout, table, warning_line
from pricetrail.cli.listing import Listing
from pricetrail.cli.running import with_services
from pricetrail.cli.wording import moment_text
from pricetrail.crud.tokens import Scope
from pricetrail.schema import ApiToken

tokens = typer.Typer(help="Make, list and remove named tokens of the API.")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What the token is for.")]


@tokens.command("add")
def add_token(
    name: Name,
    scope: Annotated[Scope, typer.Option(help="`write` may change things, too.")] = "read",
    as_json: AsJson = False,
) -> None:
    """Make a token and print it, this once: only its digest is kept.

    Example: pricetrail tokens add dashboard --scope read
    """

    async def add(services: Services) -> None:
        token, secret = await crud.create_token(services.store, name, scope, clock=services.clock)
        if as_json:
            print_json({**_line(token), "token": secret})
        else:
            stdout().print(plain(secret))
        if services.settings.api_token is None:
            warning_line("set PRICETRAIL_API_TOKEN; without it nobody is asked for a token")

    with_services(add)


@tokens.command("list")
def list_tokens(as_json: AsJson = False) -> None:
    """List the tokens; what they are nobody can read any more.

    Example: pricetrail tokens list
    """

    async def find(services: Services) -> AsyncIterator[ApiToken]:
        for token in await crud.list_tokens(services.store):
            yield token

    nothing = "no tokens; `pricetrail tokens add NAME` makes one"
    Listing(find, _tabulate, nothing, line=_line).run(limit=None, as_json=as_json)


@tokens.command("remove")
def remove_token(name: Name) -> None:
    """Accept a token no longer; the sessions that were opened with it end, too.

    Example: pricetrail tokens remove dashboard
    """
    with_services(lambda services: crud.revoke_token(services.store, name))


def _line(token: ApiToken) -> dict[str, Any]:
    return {k: v for k, v in token.json_dict().items() if k != "digest"}


def _tabulate(tokens: Sequence[ApiToken]) -> Table:
    made = table("name", "scope", "made")
    for token in tokens:
        made.add_row(cell(token.name), cell(token.scope), cell(moment_text(token.created_at)))
    return made
