"""The second wall: row-level security by municipality and involvement, written in SQL and applied by a migration."""

from .build import sql, undo_sql
from .messages import FOR_WORKER_ONLY
from .tables import OPEN_TABLES, TABLES

__all__ = ["FOR_WORKER_ONLY", "OPEN_TABLES", "TABLES", "sql", "undo_sql"]
