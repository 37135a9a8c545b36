"""The start of a process that draws pictures, imported before Django is set up."""

import signal

import django


def begin() -> None:
    """Set up Django, and leave Ctrl+C to the parent process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
