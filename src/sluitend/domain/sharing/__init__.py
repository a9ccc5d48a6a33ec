"""Who may share what with whom, and who may read what (domain reference F.7 and F.7b)."""

from __future__ import annotations

from sluitend.domain.sharing.viewer import Viewer

__all__ = ["Viewer"]
