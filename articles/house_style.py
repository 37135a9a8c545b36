"""Hold the texts of a story against the rules of house style."""

import re
from collections.abc import Collection, Iterator, Mapping

from articles.models import StyleRule
from newsroom.publishing.preflight import Check
from newsroom.text.rich_text import text_of

MOST = 20  # hints for one story


def checks(texts: Mapping[str, str], rules: Collection[StyleRule]) -> Iterator[Check]:
    """Yield a hint for each of these rules that a text breaks, at the first place where it does."""
    if not rules:
        return
    told: set[int] = set()
    found = re.compile("|".join(f"(?P<r{rule.pk}>{_pattern(rule.words)})" for rule in rules))
    by_name = {f"r{rule.pk}": rule for rule in rules}
    for path, text in texts.items():
        for match in found.finditer(text_of(text).replace("\xa0", " ")):
            rule = by_name[str(match.lastgroup)]
            if rule.pk in told or match[0] == rule.suggestion:
                continue
            told.add(rule.pk)
            yield Check(_words(match[0], rule), path.removeprefix("body/"))
            if len(told) == MOST:
                return


def _pattern(words: str) -> str:
    """Return a pattern for whole words; words in lower case are found in any case."""
    case = "(?i:%s)" if words == words.lower() else "(?:%s)"
    spaced = r"\s+".join(map(re.escape, words.split()))
    return rf"(?<!\w){case % spaced}(?!\w)"


def _words(found: str, rule: StyleRule) -> str:
    instead = f": write “{rule.suggestion}”" if rule.suggestion else " isn’t house style"
    return f"“{found}”{instead}.{f' {rule.reason}' if rule.reason else ''}"
