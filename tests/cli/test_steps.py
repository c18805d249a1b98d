"""`track --steps`: what a browser does before it reads a page."""

import json

import pytest

from tests.support.command import CommandLine

URL = "https://shop.example/p/kettle"
STEPS = [
    {"do": "click", "css": "#accept", "optional": True, "within_s": 2},
    {"do": "type", "css": "#postcode", "text": "1010", "enter": True},
    {"do": "scroll", "times": 3},
]


def steps_of(cli: CommandLine) -> list[dict[str, object]] | None:
    """What the target has to be done, without what says nothing beyond the defaults."""
    [target] = cli("targets", "--json").lines
    told = target["steps"]
    return told and [{name: value for name, value in one.items() if value} for one in told]


@pytest.mark.parametrize("given", ["file", "text"])
def test_steps_come_back_as_they_were_given(cli: CommandLine, given: str) -> None:
    (cli.folder / "steps.json").write_text(json.dumps(STEPS))
    named = "steps.json" if given == "file" else json.dumps(STEPS)
    assert cli("track", URL, "--steps", named).code == 0
    found = steps_of(cli)
    assert found is not None
    for told, step in zip(found, STEPS, strict=True):
        assert told.items() >= step.items()
    assert cli("track", URL, "--every", "1h").code == 0
    assert steps_of(cli) == found  # what is not named stays
    assert cli("track", URL, "--steps", "[]").code == 0
    assert not steps_of(cli)


def test_steps_are_exported_and_imported_with_their_target(cli: CommandLine) -> None:
    cli("track", URL, "--steps", json.dumps(STEPS))
    before = steps_of(cli)
    cli("export", "all.jsonl")
    cli.env["STORE_URL"] = f"sqlite:///{cli.folder / 'other.db'}"
    assert cli("import", "all.jsonl").code == 0
    assert steps_of(cli) == before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('[{"do": "leap", "css": "#a"}]', "leap"),
        ('[{"do": "click"}]', "css"),
        ('[{"do": "click", "css": "#a", "within_s": 60}]', "within_s"),
        (json.dumps([{"do": "wait", "css": "#a"}] * 21), "20"),
        ("[1", "steps"),
    ],
)
def test_what_is_no_step_is_refused_in_one_line(cli: CommandLine, given: str, said: str) -> None:
    refused = cli("track", URL, "--steps", given)
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert said in refused.err
    assert cli("targets", "--json").lines == []


def test_a_file_that_is_not_there_is_named(cli: CommandLine) -> None:
    refused = cli("track", URL, "--steps", "none.json")
    assert refused.code != 0
    assert "none.json cannot be read" in refused.err
