"""A parser is measured in a process of its own, which is killed when it takes too long: no thread can be."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from queue import Empty, Queue
from types import TracebackType
from typing import Any

SMALL, LARGE = 4 * 1024, 32 * 1024
MOST = 12  # times the cost of a text eight times as long
FLOOR = 0.02  # seconds: below, noise is larger than what is measured
ENOUGH = 0.1  # seconds of one text, in two runs or more: above, noise is smaller
RUNS = 5
DEADLINE = 15  # seconds of CPU for one text
PATIENCE = 300  # seconds on the wall, should the process wait for something


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU for a small and a large text; `large` is None where the deadline passed."""

    parser: str
    unit: str
    small: float
    large: float | None
    error: str = ""

    @property
    def fits(self) -> bool:
        """Whether it grows as the text does, and nothing but a refusal was raised."""
        return not self.error and self.large is not None and (self.large <= FLOOR or self.large <= MOST * self.small)

    def __str__(self) -> str:
        if self.error:
            return f"{self.parser} of {self.unit!r} raised {self.error}"
        took = (
            f"{self.small:.3f} → {self.large:.3f} s, {self.large / max(self.small, 1e-6):.1f} times"
            if self.large
            else "too long"
        )
        return f"{self.parser} of {self.unit!r}: {took}"


class Worker:
    """The process that measures: it takes a line of JSON, a parser and a unit, and answers with one."""

    def __init__(self, deadline: int = DEADLINE) -> None:
        self.deadline = deadline
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Worker":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def measure(self, parser: str, unit: str) -> Cost:
        """What the parser takes for the unit; the deadline counts from the start of each text."""
        if self.process is None:
            self._start()
        self._ask(parser, unit)
        answer: dict[str, Any] = {"small": 0.0}
        while "large" not in answer and "error" not in answer:
            line = self._line()
            if line is None:  # the process was ended by the deadline
                self.stop()
                return Cost(parser, unit, answer["small"], None)
            answer |= json.loads(line)
        return Cost(parser, unit, answer["small"], answer.get("large"), answer.get("error", ""))

    def _ask(self, *words: str) -> None:
        if self.process and self.process.stdin:
            self.process.stdin.write(json.dumps(words) + "\n")
            self.process.stdin.flush()

    def _start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.growth", str(self.deadline)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.answers: Queue[str | None] = Queue()
        threading.Thread(target=_read, args=(self.process, self.answers), daemon=True).start()
        if self._line() is None:
            raise RuntimeError("The process that measures cannot start.")

    def _line(self) -> str | None:
        """The next line of the process; None where it has ended."""
        try:
            return self.answers.get(timeout=PATIENCE)
        except Empty:
            return None


def _read(process: subprocess.Popen[str], answers: "Queue[str | None]") -> None:
    assert process.stdout
    for line in process.stdout:
        answers.put(line)
    answers.put(None)


def too_dear(cases: Iterable[tuple[str, str]]) -> Iterator[Cost]:
    """Those of the pairs of parser and unit whose cost grows faster than the text."""
    with Worker() as worker:
        for parser, unit in cases:
            cost = worker.measure(parser, unit)
            if not cost.fits:
                yield cost
