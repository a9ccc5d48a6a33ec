"""The second wall: row-level security by municipality and involvement, written in SQL and applied by a migration."""

from .build import sql, undo_sql
from .tables import OPEN_TABLES, TABLES

__all__ = ["OPEN_TABLES", "TABLES", "sql", "undo_sql"]
