"""Backups of an embedded store and its archive: a folder that is checked as it is made.

::

    FOLDER/pricetrail-backup.json    what counts, with sizes and digests; replaced whole, last
    FOLDER/store-….db                the store at one moment, an SQLite file
    FOLDER/pages-….jsonl.zst         what is said of each archived page
    FOLDER/bodies/ab/abcd….zst       the pages' bodies, under their own hash, as in the archive

A second backup into the same folder writes new files beside the old ones, adds the bodies that
are new, and only then says in the manifest that they count. So an interruption at any moment
leaves the backup before. Everything here blocks: it is the whole work of a command.
"""

from pricetrail.backup.making import Made, make_backup
from pricetrail.backup.restoring import Restored, check_backup, restore_backup

__all__ = ["Made", "Restored", "check_backup", "make_backup", "restore_backup"]
