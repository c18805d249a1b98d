"""What all page routes share: an error is a page in words, too."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from pricetrail.errors import (
    Ambiguous,
    NotFound,
    PricetrailError,
    ServiceUnavailable,
    UsageError,
    handling,
)
from pricetrail.log import get_logger
from pricetrail.web.render import page, product_path

_log = get_logger("web")


@dataclass(frozen=True, slots=True)
class Way:
    """A link to go on with, and the sign it has."""

    label: str
    href: str
    sign: str = ""


ALL_PRODUCTS = Way("All products", "/")

_TITLES: dict[type[PricetrailError], str] = {
    Ambiguous: "Which of them?",
    NotFound: "There is no such thing here",
    ServiceUnavailable: "A service is not there right now",
    UsageError: "That cannot be done as asked",
}


class PageRoute(APIRoute):
    """A route whose errors are pages, with the status that the API gives the same error."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Answer, or tell what went wrong."""
        answer = super().get_route_handler()

        async def answer_in_words(request: Request) -> Response:
            try:
                return await answer(request)
            except PricetrailError as error:
                return error_page(request, error)
            except RequestValidationError as error:
                return error_page(request, UsageError(_first_problem(error)))

        return answer_in_words


def error_page(request: Request, error: PricetrailError) -> Response:
    """An error of ours as a page: what is wrong, and what to do about it."""
    status = handling(error).http_status
    if status >= 500:
        _log.warning("page failed", path=request.url.path, error=str(error))
    title = next((_TITLES[cls] for cls in type(error).__mro__ if cls in _TITLES), "It did not work")
    again = Way("Try again", request.url.path, "refresh")
    ways = [again, ALL_PRODUCTS] if request.method == "GET" and status >= 500 else [ALL_PRODUCTS]
    named = [Way(one, product_path(one)) for one in getattr(error, "candidates", ())]
    told = {"title": title, "words": sentence(_said(error)), "candidates": named, "ways": ways}
    return page(request, "error.html", status=status, page=told)


def _said(error: PricetrailError) -> str:
    """The error's line, without the command that would list what there is."""
    line = str(error)
    return line.partition(";")[0] if isinstance(error, NotFound) else line


def _first_problem(error: RequestValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def sentence(text: str) -> str:
    """A line as a sentence: with a capital at its head and a stop at its end."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"
