"""Events sorted into the files of their months while they are read, in bounded memory."""

from collections import defaultdict
from contextlib import ExitStack, suppress
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pricetrail.export.manifest import File
from pricetrail.export.parquet import GROUP_ROWS, writer
from pricetrail.export.place import Folder
from pricetrail.store.tables import EVENT

_MOST_WAITING = 200_000
_MOST_OPEN = 200


class _Part:
    """One file while it is written."""

    def __init__(self, folder: Folder, path: str) -> None:
        self._closing = ExitStack()
        self._path = path
        self._rows = 0
        out: Any = self._closing.enter_context(folder.create(path))
        self._writer: pq.ParquetWriter = self._closing.enter_context(writer(out, EVENT))

    def write(self, rows: pa.Table) -> None:
        self._writer.write_table(rows)
        self._rows += rows.num_rows

    def close(self) -> File:
        self._closing.close()
        return File(path=self._path, rows=self._rows)


class MonthFiles:
    """Files of a run, one or a few for each month (UTC); all methods block.

    At most `most_waiting` events are held, and `most_open` files open at a time.
    """

    def __init__(
        self,
        folder: Folder,
        run: str,
        *,
        most_waiting: int = _MOST_WAITING,
        most_open: int = _MOST_OPEN,
    ) -> None:
        self._folder = folder
        self._run = run
        self._most_waiting = most_waiting
        self._most_open = most_open
        self._waiting: dict[str, list[pa.RecordBatch]] = defaultdict(list)
        self._counts: dict[str, int] = defaultdict(int)
        self._open: dict[str, _Part] = {}
        self._files: list[File] = []
        self._parts = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Take events of any months."""
        months = _months_since_0(batch["created"])
        for number in pc.unique(months).to_pylist():
            rows = batch.filter(pc.equal(months, number))
            month = f"{number // 12:04}-{number % 12 + 1:02}"
            self._waiting[month].append(rows)
            self._counts[month] += rows.num_rows
            if self._counts[month] >= GROUP_ROWS:
                self._write(month)
        while sum(self._counts.values()) > self._most_waiting:
            self._write(max(self._counts, key=self._counts.__getitem__))

    def finish(self) -> list[File]:
        """Write what is left; the files, by path."""
        for month in sorted(self._waiting):
            self._write(month)
        self._close()
        return sorted(self._files, key=lambda file: file.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of what is still open: the export failed, and nothing names these files."""
        for part in self._open.values():
            with suppress(OSError, ValueError):
                part.close()

    def _write(self, month: str) -> None:
        part = self._open.get(month)
        if part is None:
            if len(self._open) >= self._most_open:
                self._close()
            path = f"events/month={month}/{self._run}-{self._parts}.parquet"
            self._parts += 1
            part = self._open[month] = _Part(self._folder, path)
        part.write(pa.Table.from_batches(self._waiting.pop(month)))
        del self._counts[month]

    def _close(self) -> None:
        while self._open:
            _, part = self._open.popitem()
            self._files.append(part.close())


def _months_since_0(moments: pa.Array) -> pa.Array:
    """Each moment's month (UTC), counted since the year 0; texts would take ten times as long."""
    return pc.subtract(pc.add(pc.multiply(pc.year(moments), 12), pc.month(moments)), 1)
