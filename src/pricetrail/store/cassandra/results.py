"""Answers with their rows as the bytes that the server sent, for a codec to decode.

The driver decodes every value by its type before anybody asks for it; here it only cuts rows into
values.
"""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

from cassandra.protocol import ProtocolHandler, ResultMessage

RawRow = tuple[bytes | None, ...]


class _RawResultMessage(ResultMessage):  # type: ignore[misc] # the driver has no types
    """A result whose rows hold bytes.

    The underscore keeps it out of the driver's registry, where it would serve every session.
    """

    def recv_results_rows(
        self, f: BytesIO, _version: int, user_type_map: Any, result_metadata: Any, _policy: Any
    ) -> None:
        """Read the rows; the server leaves the metadata out that a prepared statement knows."""
        self.recv_results_metadata(f, user_type_map)
        metadata = self.column_metadata or result_metadata
        self.column_names = [column[2] for column in metadata]
        self.column_types = [column[3] for column in metadata]
        self.parsed_rows = _cut(f.read(), len(metadata))


class RawRows(ProtocolHandler):  # type: ignore[misc] # the driver has no types
    """The `client_protocol_handler` of a session whose rows shall stay bytes."""

    message_types_by_opcode = ProtocolHandler.message_types_by_opcode | {
        ResultMessage.opcode: _RawResultMessage
    }


def cut_plainly(body: bytes, columns: int) -> list[RawRow]:
    """The rows of a result's body: their number, then each value's length (negative for null)."""
    at = 4
    rows: list[RawRow] = []
    for _ in range(int.from_bytes(body[:4], "big")):
        row: list[bytes | None] = []
        for _ in range(columns):
            start = at + 4
            length = int.from_bytes(body[at:start], "big", signed=True)
            at = start + max(length, 0)
            row.append(None if length < 0 else body[start:at])
        rows.append(tuple(row))
    return rows


def _compiled_cut() -> Callable[[bytes, int], list[RawRow]]:
    """The same by the driver's compiled parser. Raises ImportError where it was not compiled."""
    from cassandra.bytesio import BytesIOReader  # noqa: PLC0415 - may be missing
    from cassandra.cqltypes import BytesType  # noqa: PLC0415
    from cassandra.deserializers import make_deserializers  # noqa: PLC0415
    from cassandra.obj_parser import ListParser  # noqa: PLC0415
    from cassandra.parsing import ParseDesc  # noqa: PLC0415

    parse = ListParser().parse_rows

    @cache
    def described(columns: int) -> Any:
        names, types = [""] * columns, [BytesType] * columns
        return ParseDesc(names, types, None, [None] * columns, make_deserializers(types), 0)

    def cut(body: bytes, columns: int) -> list[RawRow]:
        rows: list[RawRow] = parse(BytesIOReader(body), described(columns))
        return rows

    return cut


try:
    _cut = _compiled_cut()
except ImportError:
    _cut = cut_plainly
