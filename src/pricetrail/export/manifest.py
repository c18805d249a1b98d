"""`_pricetrail.json`: which files an exported folder is made of, and what it holds up to when.

It is written last and replaced whole. So a folder holds the export before until the new one is
complete, and files that no manifest names are what an interrupted export left.
"""

from collections.abc import Container
from datetime import datetime
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pricetrail.errors import InvalidFile, UsageError
from pricetrail.export.place import Folder
from pricetrail.values import Moment, summary_of

NAME = "_pricetrail.json"

FileFormat = Literal["parquet", "jsonl", "csv"]
"""What the files of a folder are, by the ending of their names."""

_ENDINGS = tuple(f".{form}" for form in get_args(FileFormat))


class File(BaseModel):
    """A file, by its path in the folder, and its rows.

    `recorded_until` is when the latest of its events was recorded, where that is known.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    path: Annotated[str, Field(pattern=r"^[a-z_]+/(month=[0-9-]+/)?[\w-]+\.(parquet|jsonl|csv)$")]
    rows: Annotated[int, Field(ge=0)]
    recorded_until: Moment | None = None


class Manifest(BaseModel):
    """What an exported folder holds: all that was recorded before `recorded_before`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    format: Literal[1] = 1
    form: FileFormat = "parquet"
    recorded_before: Moment
    tables: dict[str, tuple[File, ...]]

    def files(self, table: str) -> tuple[File, ...]:
        """The files of a table, in the order in which they were written."""
        return self.tables.get(table, ())

    def paths(self, table: str) -> list[str]:
        """The paths of a table's files."""
        return [file.path for file in self.files(table)]

    def all_paths(self) -> set[str]:
        """The paths of all files."""
        return {path for table in self.tables for path in self.paths(table)}


def read_manifest(folder: Folder) -> Manifest | None:
    """What a folder holds, None where no export was completed there.

    Raises InvalidFile for a manifest that is none.
    """
    text = folder.read(NAME)
    if text is None:
        return None
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise InvalidFile(f"{folder}/{NAME}: {summary_of(error)}") from error


def expect_manifest(folder: Folder) -> Manifest:
    """What a folder holds. Raises InvalidFile where it holds no export."""
    manifest = read_manifest(folder)
    if manifest is None:
        raise InvalidFile(f"{folder} holds no export: there is no {NAME}")
    return manifest


def manifest_before(folder: Folder, form: FileFormat, tables: Container[str]) -> Manifest | None:
    """What a folder that is to be exported to holds so far, None where that is nothing.

    Raises UsageError where it holds other files, or an export whose files are no `form`.
    """
    manifest = read_manifest(folder)
    if manifest is None and any(not _is_ours(name, tables) for name in folder.names()):
        raise UsageError(f"{folder} has other files in it; name a new folder, or an empty one")
    if manifest is not None and manifest.form != form:
        raise UsageError(f"{folder} holds an export as {manifest.form}; name a new folder")
    return manifest


def write_manifest(
    folder: Folder,
    before: datetime,
    tables: dict[str, tuple[File, ...]],
    form: FileFormat = "parquet",
) -> None:
    """Make these files what the folder holds, and remove all others of the tables."""
    manifest = Manifest(form=form, recorded_before=before, tables=tables)
    folder.replace(NAME, manifest.model_dump_json(indent=1, exclude_none=True).encode())
    wanted = manifest.all_paths()
    for name in folder.names():
        if _is_ours(name, tables) and name not in wanted:
            folder.remove(name)


def _is_ours(name: str, tables: Container[str]) -> bool:
    """Whether it is a file of an export, maybe one that was interrupted."""
    return name.endswith(_ENDINGS) and name.partition("/")[0] in tables
