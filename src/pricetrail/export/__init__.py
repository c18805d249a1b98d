"""A history as files, files as a history again, and a history in another store."""

from pricetrail.export.copying import CopyReport, copy_history
from pricetrail.export.importing import BadLine, ImportReport
from pricetrail.export.jsonl import export_jsonl, import_jsonl
from pricetrail.export.spreadsheet import export_csv, import_csv

__all__ = [
    "BadLine",
    "CopyReport",
    "ImportReport",
    "copy_history",
    "export_csv",
    "export_jsonl",
    "import_csv",
    "import_jsonl",
]
