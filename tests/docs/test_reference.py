"""The reference says what the code says, all of it."""

import re
from pathlib import Path

import pytest

from pricetrail.cli import COMMANDS
from pricetrail.config import Settings
from pricetrail.store.tables import TABLES, Table
from tests.support.documents import ROOT
from tools.reference import commands, record
from tools.reference.documents import documents
from tools.reference.settings import effective, variable

EXAMPLE = (ROOT / ".env.example").read_text()
WITHOUT_DEFAULT = (None, (), "")
SET = re.compile(r"^#([A-Z_]+)=(.+)$", re.MULTILINE)


@pytest.mark.parametrize("path", documents(), ids=str)
def test_generated_pages_are_current(path: Path) -> None:
    assert (ROOT / path).read_text() == documents()[path], "run `make docs`"


def test_every_command_is_shown_in_an_example() -> None:
    text = commands.document()
    sections = {part.partition("\n")[0]: part for part in text.split("\n### ")[1:]}
    assert sections.keys() == COMMANDS.keys()
    lacking = [name for name, part in sections.items() if f"```sh\npricetrail {name}" not in part]
    assert lacking == []
    assert "| None |" not in text


@pytest.mark.parametrize("declared", TABLES, ids=lambda table: table.name)
def test_every_column_has_a_meaning(declared: Table) -> None:
    fields = record.fields_of(declared.model).values()
    assert [field.name for field in fields if not field.meaning] == []


def test_every_setting_has_a_meaning() -> None:
    assert [n for n, field in Settings.model_fields.items() if not field.description] == []


def test_the_example_file_names_every_setting_that_does_something() -> None:
    named = {name for name, _ in SET.findall(EXAMPLE)}
    assert named == {variable(name, field) for name, field in effective().items()}


@pytest.mark.parametrize("line", SET.findall(EXAMPLE), ids="=".join)
def test_every_line_of_the_example_file_is_valid(
    line: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, value = line
    env = tmp_path / ".env"
    env.write_text(f"{name}={value}\n")
    for field in Settings.model_fields:
        monkeypatch.delenv(variable(field, Settings.model_fields[field]), raising=False)
    read = Settings(_env_file=env).model_fields_set
    assert [variable(field, Settings.model_fields[field]) for field in read] == [name]


def test_the_example_file_shows_the_defaults() -> None:
    shown = dict(SET.findall(EXAMPLE))
    defaults = {
        variable(name, field): str(field.default)
        for name, field in effective().items()
        if field.default_factory is None and field.default not in WITHOUT_DEFAULT
    }
    assert {name: shown[name] for name in defaults} == defaults


def test_the_architecture_lists_the_tables_as_they_are_declared() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    section = text.partition("## Tables")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?`) \| (.*?) \| (.*?) \|", section, re.MULTILINE)
    listed = [tuple(re.findall(r"`(\w+)`", cell) for cell in row) for row in rows]
    assert listed == [([t.name], list(t.partition), list(t.clustering)) for t in TABLES]
    newest_first = [name for name, _, within in rows if "newest first" in within]
    assert newest_first == [f"`{t.name}`" for t in TABLES if t.descending]


def test_the_architecture_gives_every_module_its_layer() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    section = text.partition("## Layers")[2].partition("\n## ")[0]
    listed = [
        name
        for row in re.findall(r"^\| \w+.*? \| (`.+?`) \|", section, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    ]
    modules = {
        path.stem
        for path in (ROOT / "src/pricetrail").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    } - {"__init__"}
    assert sorted(listed) == sorted(modules)
