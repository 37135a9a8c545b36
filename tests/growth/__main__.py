"""`python -m tests.growth`: measures what is asked of it on standard input, one line of JSON for each."""

import gc
import json
import os
import resource
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.growth.measuring import ENOUGH, FLOOR, LARGE, MOST, RUNS, SMALL  # noqa: E402
from tests.growth.parsers import PARSERS  # noqa: E402
from tests.growth.units import text_of  # noqa: E402

DEADLINE = int(sys.argv[1])


def seconds(parser: str, text: str, times: int = 1) -> float:
    began = time.process_time()
    # Past it the kernel ends this process, in whatever loop it is; the other side of the pipe notices.
    resource.setrlimit(resource.RLIMIT_CPU, (int(began) + 1 + DEADLINE, resource.RLIM_INFINITY))
    spent = 0.0
    for done in range(1, times + 1):
        PARSERS[parser](text)
        spent = time.process_time() - began
        if done > 1 and spent > ENOUGH:
            break
    return spent / done


def warm(parser: str) -> None:
    """What is built when first needed is no cost of a text."""
    PARSERS[parser]("Aug. 6: a ferry sails.\n" * 10)


def answer(**said: float | str) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def measure(parser: str, small_text: str, large_text: str) -> None:
    """Answer with the best of five runs; no more of them than tell."""
    # As often as it takes for as many letters, if need be: what is too short cannot be measured.
    small = seconds(parser, small_text, LARGE // SMALL)
    answer(small=small)
    large = seconds(parser, large_text)
    for _ in range(RUNS - 1):
        if large <= FLOOR or large <= MOST * small * 0.9:
            break
        small = min(small, seconds(parser, small_text, LARGE // SMALL))
        large = min(large, seconds(parser, large_text))
    answer(small=small, large=large)


gc.collect()
gc.freeze()
gc.disable()  # what it takes depends on all there is in memory
answer(ready=1)
warmed: set[str] = set()
for line in sys.stdin:
    name, repeated = json.loads(line)
    try:
        if name not in warmed:
            warm(name)
            warmed.add(name)
        measure(name, text_of(repeated, SMALL), text_of(repeated, LARGE))
    except Exception as error:  # whatever it is, it is no refusal in words
        answer(error=repr(error))
    gc.collect()
