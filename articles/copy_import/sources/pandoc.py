"""OpenDocument and RTF, by way of pandoc, where it is installed."""

import shutil
import subprocess

from articles.copy_import.limits import MAX_SECONDS, NotCopy, refuse_length
from articles.copy_import.lines import Copy
from articles.copy_import.sources import web

NAMES = {"odt": "an OpenDocument file (.odt)", "rtf": "an RTF file"}


def read(data: bytes, form: str) -> Copy:
    """The lines of a file of this form: "odt" or "rtf". Raises NotCopy, with the cure, where pandoc is missing or fails."""
    program = shutil.which("pandoc")
    cure = "Open it in Word or LibreOffice and save it as .docx."
    if program is None:
        raise NotCopy(f"This is {NAMES[form]}. {cure} (We can read it if pandoc is installed on the server.)")
    command = [
        program,
        "--sandbox",
        "--from",
        form,
        "--to",
        "html5",
        "--standalone",
        "--embed-resources",
        "--wrap=none",
    ]
    try:
        made = subprocess.run(command, input=data, capture_output=True, timeout=MAX_SECONDS, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        raise NotCopy(f"We can’t read {NAMES[form]} like this one. {cure}") from None
    html = made.stdout.decode(errors="replace")
    refuse_length(html)
    return web.read(html)
