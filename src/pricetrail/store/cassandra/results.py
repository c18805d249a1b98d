"""Answers with their rows as the bytes that the server sent, for a codec to decode.

The driver decodes every value by its type before anybody asks for it; here it only cuts rows into
values.
"""

from functools import cache
from io import BytesIO
from typing import Any

from cassandra.bytesio import BytesIOReader
from cassandra.cqltypes import BytesType
from cassandra.deserializers import make_deserializers
from cassandra.obj_parser import ListParser
from cassandra.parsing import ParseDesc
from cassandra.protocol import ProtocolHandler, ResultMessage

RawRow = tuple[bytes | None, ...]

_PARSER = ListParser()


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
        self.parsed_rows = _PARSER.parse_rows(BytesIOReader(f.read()), _as_bytes(len(metadata)))


class RawRows(ProtocolHandler):  # type: ignore[misc] # the driver has no types
    """The `client_protocol_handler` of a session whose rows shall stay bytes."""

    message_types_by_opcode = ProtocolHandler.message_types_by_opcode | {
        ResultMessage.opcode: _RawResultMessage
    }


@cache
def _as_bytes(columns: int) -> Any:
    """The driver's description of rows with that many values of bytes."""
    names, types = [""] * columns, [BytesType] * columns
    return ParseDesc(names, types, None, [None] * columns, make_deserializers(types), 0)
