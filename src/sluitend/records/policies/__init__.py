"""The second wall: row-level security by municipality and involvement, written in SQL and applied by a migration."""

from .build import sql, undo_sql
from .messages import FOR_WORKER_ONLY as REST_ONLY
from .protocols import FOR_THE_SCANNER
from .tables import OPEN_TABLES, TABLES

FOR_WORKER_ONLY = (*REST_ONLY, *FOR_THE_SCANNER)

__all__ = ["FOR_WORKER_ONLY", "OPEN_TABLES", "TABLES", "sql", "undo_sql"]
