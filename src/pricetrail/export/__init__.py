"""A history as files, and files as a history again."""

from pricetrail.export.importing import BadLine, ImportReport
from pricetrail.export.jsonl import export_jsonl, import_jsonl
from pricetrail.export.spreadsheet import export_csv, import_csv

__all__ = [
    "BadLine",
    "ImportReport",
    "export_csv",
    "export_jsonl",
    "import_csv",
    "import_jsonl",
]
