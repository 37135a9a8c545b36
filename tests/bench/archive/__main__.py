"""`python -m tests.bench.archive 10000`: fill the database with invented stories."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from tests.bench.archive.command import Command  # noqa: E402

Command().run_from_argv(["python -m", "tests.bench.archive", *sys.argv[1:]])
