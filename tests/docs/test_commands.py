"""What the documents show is done, line by line, as a reader would."""

import re

import pytest

from pricetrail.cli import COMMANDS
from tests.support.documents import Block, inline_code, markdown, shell_blocks
from tests.support.reader import Reader, check_target


@pytest.mark.parametrize("block", shell_blocks(), ids=str)
def test_shown_commands_work(block: Block, reader: Reader) -> None:
    for line in block.commands:
        reader.follow(line)


def test_commands_named_in_the_text_exist() -> None:
    named = {code for path in markdown() for code in inline_code(path)}
    commands = {match[1] for code in named if (match := re.match(r"pricetrail ([a-z]\S*)", code))}
    assert commands
    assert commands <= COMMANDS.keys()
    for code in named:
        if match := re.match(r"make ([\w./-]+)", code):
            check_target(match[1])


@pytest.mark.parametrize(
    "line",
    [
        "pricetrail no-such-command",
        "pricetrail products --no-such-option",
        "pricetrail show shop.example.invalid:0",
        "pricetrail extract missing.html > records.jsonl",
        "pricetrail untrack https://shop.example/unknown | pricetrail products",
        "make no-such-target",
        "curl https://shop.example/",
    ],
)
def test_a_line_that_does_not_work_is_noticed(line: str, reader: Reader) -> None:
    with pytest.raises(AssertionError):
        reader.follow(line)
