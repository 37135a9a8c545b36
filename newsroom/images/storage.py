"""File storage that never leaves half a file."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Django's storage, writing to a temporary name first, so that a full disk or a killed process does no harm."""

    def _save(self, name: str, content: Any) -> str:
        part = f"{name}.{uuid4().hex}.part"
        path = Path(self.path(part))
        try:
            super()._save(part, content)  # type: ignore[misc]
            path.replace(self.path(name))
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return name
