"""How a process that draws pictures begins. It is read before Django is set up, so it imports nothing that needs that."""

import signal

import django


def begin() -> None:
    """Set Django up, and leave Ctrl+C to the process that this one works for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
