"""Build hooks: dependencies come from requirements.in, and no wheel leaves without the built front end and English."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

FRONT_END = "src/sluitend/web/static/vendor/components.css"
ENGLISH = "src/sluitend/locale/en/LC_MESSAGES/django.mo"


class Dependencies(MetadataHookInterface):
    def update(self, metadata: dict[str, Any]) -> None:
        lines = (Path(self.root) / "requirements.in").read_text(encoding="utf-8").splitlines()
        wanted = (line.partition("#")[0].strip() for line in lines)
        metadata["dependencies"] = [line for line in wanted if line]


class Built(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        missing = [path for path in (FRONT_END, ENGLISH) if not (Path(self.root) / path).exists()]
        if version != "editable" and missing:
            raise RuntimeError(f"not built yet: {', '.join(missing)}. Run `make assets` first")
