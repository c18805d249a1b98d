"""`tokens`: the named tokens that the API accepts beside PRICETRAIL_API_TOKEN."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

import typer

from pricetrail import crud
from pricetrail.cli.console import cell, plain, print_json, stdout, warning_line
from pricetrail.cli.listing import Listing
from pricetrail.cli.running import with_store
from pricetrail.cli.sheet import Sheet
from pricetrail.cli.wording import moment_text
from pricetrail.config import load_settings
from pricetrail.crud.tokens import Scope
from pricetrail.schema import ApiToken
from pricetrail.store.base import Store

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What the token is for.")]


def add_token(
    name: Name,
    scope: Annotated[Scope, typer.Option(help="`write` may change things, too.")] = "read",
    as_json: AsJson = False,
) -> None:
    """Make a token and print it, this once: only its digest is kept.

    Example: pricetrail tokens add dashboard --scope read
    """

    async def add(store: Store) -> None:
        token, secret = await crud.create_token(store, name, scope)
        if as_json:
            print_json({**_line(token), "token": secret})
        else:
            stdout().print(plain(secret))
        if load_settings().api_token is None:
            warning_line("set PRICETRAIL_API_TOKEN; without it nobody is asked for a token")

    with_store(add, make=True)


def list_tokens(as_json: AsJson = False) -> None:
    """List the tokens; what they are nobody can read any more.

    Example: pricetrail tokens list
    """

    async def find(store: Store) -> AsyncIterator[ApiToken]:
        for token in await crud.list_tokens(store):
            yield token

    nothing = "no tokens; `pricetrail tokens add NAME` makes one"
    Listing(find, _tabulate, nothing, line=_line).run(limit=None, as_json=as_json)


def remove_token(name: Name) -> None:
    """Accept a token no longer; the sessions that were opened with it end, too.

    Example: pricetrail tokens remove laptop
    """
    with_store(lambda store: crud.revoke_token(store, name))


def _line(token: ApiToken) -> dict[str, Any]:
    return {k: v for k, v in token.json_dict().items() if k != "digest"}


def _tabulate(tokens: Sequence[ApiToken]) -> Sheet:
    made = Sheet("name", "scope", "made (UTC)")
    for token in tokens:
        made.add_row(cell(token.name), cell(token.scope), cell(moment_text(token.created_at)))
    return made


TOKENS = {"add": add_token, "list": list_tokens, "remove": remove_token}
