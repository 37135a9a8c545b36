"""A live fix: texts of a snapshot replaced by path, and the change carried into other versions."""

from collections.abc import Mapping
from typing import Any

from newsroom.publishing.merge import Clash, merge
from newsroom.publishing.models import Content, Publishable
from newsroom.publishing.refusals import Refused


def with_texts(subject: Publishable, content: Content, texts: Mapping[str, str]) -> Content:
    """`content` with the texts at those paths replaced; only what `fixable` offers can be."""
    fixable = subject.fixable(content)
    for path, text in texts.items():
        if path not in fixable:
            raise Refused(f"The live version has no text called {path}. Open the live text again.")
        if fixable[path] != text:
            content = _replaced(content, path.split("/"), text)
    return content


def _replaced(part: Any, path: list[str], text: str) -> Any:
    if not path:
        return text
    name, rest = path[0], path[1:]
    if isinstance(part, list):
        return [_replaced(item, rest, text) if item["key"] == name else item for item in part]
    return {**part, name: _replaced(part[name], rest, text)}


def carry(
    base: Content, fixed: Content, versions: Mapping[Any, Content], choices: Mapping[str, str] | None
) -> tuple[dict[Any, Content], list[Clash]]:
    """The fix taken into each version; the clashes of all of them, each path once."""
    merged, clashes = {}, {}
    for revision, content in versions.items():
        merged[revision], left = merge(base, content, fixed, choices)
        clashes.update({clash.path: clash for clash in left})
    return merged, list(clashes.values())
