"""Files that are there whole or not at all."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Django's storage, which writes beside the file's place first.

    A disk that is full, or a process that is killed, otherwise leaves half a picture under a name that counts as done.
    """

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
