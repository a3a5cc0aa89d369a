"""The one place that imports the SQLite library, so that every computer runs the same one.

sqlite-utils, which `migrations` alone imports, looks for `pysqlite3` when it is first imported and catches that
module's errors; sqlcipher3 is handed to it under that name. Two SQLite libraries in one process would drop each
other's file locks.
"""

from __future__ import annotations

import sys

import sqlcipher3.dbapi2 as dbapi

sys.modules["pysqlite3"] = sys.modules["pysqlite3.dbapi2"] = dbapi

connect = dbapi.connect
DatabaseError = dbapi.DatabaseError
IntegrityError = dbapi.IntegrityError
InterfaceError = dbapi.InterfaceError
ProgrammingError = dbapi.ProgrammingError
LIBRARY_VERSION: str = dbapi.sqlite_version

__all__ = [
    "LIBRARY_VERSION", "DatabaseError", "IntegrityError", "InterfaceError", "ProgrammingError", "connect",
]  # fmt: skip
