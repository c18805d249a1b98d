import json
import logging
from typing import Literal

import pytest

from pricetrail.log import configure_logging, get_logger


@pytest.mark.parametrize("fmt", ["text", "json"])
def test_a_line_has_the_event_its_values_and_its_logger(
    capsys: pytest.CaptureFixture[str], fmt: Literal["text", "json"]
) -> None:
    configure_logging("info", fmt)
    get_logger("part").info("scraped", host="shop.example")
    logging.getLogger("other").warning("from elsewhere")
    get_logger("part").debug("not shown")
    ours, other = capsys.readouterr().err.splitlines()
    if fmt == "json":
        told = json.loads(ours)
        assert (told["event"], told["host"]) == ("scraped", "shop.example")
        assert (told["logger"], told["level"]) == ("pricetrail.part", "info")
        assert told["timestamp"].endswith("Z")
        assert json.loads(other)["event"] == "from elsewhere"
    else:
        assert "scraped" in ours
        assert "host=shop.example" in ours
        assert "\x1b" not in ours
        assert "from elsewhere" in other


@pytest.mark.parametrize("fmt", ["text", "json"])
def test_what_strangers_send_moves_no_terminal_and_forges_no_line(
    capsys: pytest.CaptureFixture[str], fmt: Literal["text", "json"]
) -> None:
    configure_logging("info", fmt)
    path = "/\x1b[31mred\x07\x00\r\n2026-01-01 [error] forged\u2028\x9b2Jé"
    get_logger("part").info(path, path=path)
    logging.getLogger("other").warning("from %s", path)
    written = capsys.readouterr().err
    assert len(written.splitlines()) == 2
    assert written.replace("\n", "").isprintable()
