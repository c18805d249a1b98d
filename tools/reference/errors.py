"""docs/errors.md: every error, and what follows from it."""

from collections.abc import Iterator
from textwrap import dedent

from pricetrail import errors
from pricetrail.errors import HANDLING, Handling, PricetrailError
from tools.reference.markdown import code, fenced, page, sentence, table


def all_errors(root: type[PricetrailError] = PricetrailError) -> Iterator[type[PricetrailError]]:
    """Every error class that the package declares, in the tree's order."""
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from all_errors(child)


def document() -> str:
    """The file's text."""
    tree, _, rest = (errors.__doc__ or "").partition("::\n")[2].partition("\n\nWhat follows")
    rows = [_row(error) for error in all_errors()]
    return page(
        "# Errors",
        "An error's message is one line that says what is wrong and what to do; with `--verbose` a"
        " command adds the trace. The class says what follows. All are in `pricetrail.errors`.",
        fenced("text", dedent(tree).strip("\n")),
        sentence(f"What follows{rest}"),
        table(("Error", "Tried again sooner", "Quarantined", "Exit code", "HTTP status"), rows),
    )


def _row(error: type[PricetrailError]) -> tuple[str, ...]:
    after = _handling(error)
    return (
        code(error.__name__),
        "yes" if after.retry else "",
        "yes" if after.quarantine else "",
        str(after.exit_code),
        str(after.http_status),
    )


def _handling(error: type[PricetrailError]) -> Handling:
    return next(HANDLING[cls] for cls in error.__mro__ if cls in HANDLING)
