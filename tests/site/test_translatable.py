"""Every word that readers' templates show goes through gettext, so that a catalog can translate it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import engines
from django.utils import translation
from jinja2 import Environment, nodes

from newsroom.text.languages import speaking
from tests.site.test_readers_templates import READERS, files

SHOWN = {"alt", "aria-label", "aria-placeholder", "label", "placeholder", "summary", "title"}  # attributes readers see
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[A-Z][a-z]{2,}|[a-z]+ [a-z]{2,}")  # in an expression: a name in code is neither
TRANSLATING = {"_", "gettext", "ngettext"}
FOR_PROGRAMS = {"canonical", "dir", "hue", "lang", "og_type", "robots"}  # blocks that fill attributes


class Texts(HTMLParser):
    """Collects the texts and the attributes that readers see."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is None:  # else a script or a style
            self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in SHOWN and value]


def pieces(node: nodes.Node) -> Iterator[str]:
    """Yield the literal text of a template in order, with "0" for every expression and tag."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Expr):
        yield "0"
    elif isinstance(node, nodes.Block) and node.name in FOR_PROGRAMS:
        return
    else:
        for child in node.iter_child_nodes():
            yield from pieces(child)


def constants(node: nodes.Node) -> Iterator[str]:
    """Yield the strings in expressions, except for those that are translated."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    called = node.node if isinstance(node, nodes.Call) else None
    if not (isinstance(called, nodes.Name) and called.name in TRANSLATING):
        for child in node.iter_child_nodes():
            yield from constants(child)
    else:
        yield from (found for keyword in getattr(node, "kwargs", ()) for found in constants(keyword))


def untranslated(source: str, environment: Environment) -> list[str]:
    """Return what a reader of this template would see in English whatever the catalog says."""
    tree = environment.parse(source)
    parser = Texts()
    parser.feed("".join(pieces(tree)))
    parser.close()
    found = [text.strip(" 0\n") for text in parser.found if WORD.search(text)]
    return found + [text for text in constants(tree) if SENTENCE.search(text)]


@pytest.fixture
def environment() -> Environment:
    readers: Any = engines["jinja2"]
    return readers.env  # type: ignore[no-any-return]


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(READERS).as_posix())
def test_no_words_of_a_reader_s_template_are_left_out_of_translation(path: Path, environment: Environment) -> None:
    assert untranslated(path.read_text(), environment) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<p class="a b">{{ _("Words") }} · 12 – {{ x }}</p>', []),
        ("<p>{% trans x %}Words {{ x }}{% endtrans %}</p>", []),
        ('<p title="{% if x %}Words{% endif %}">{{ ngettext("One", "Many", 2) }}</p>', ["Words"]),
        ("<h{{ x }}>{% if x %}Words{% endif %}</h{{ x }}>", ["Words"]),
        ('{{ macro("Corrections", "beside--wide") }}', ["Corrections"]),
        ('{{ x|default("a minute") }}{{ x|date("N j, Y") }}', ["a minute"]),
        ("<script>let words;</script><p>{% for x in y %}{{ x }}{% else %}None here{% endfor %}</p>", ["None here"]),
    ],
)
def test_words_outside_a_translation_are_seen(source: str, found: list[str], environment: Environment) -> None:
    assert untranslated(source, environment) == found


def test_translated_words_are_those_of_the_active_language_with_values_escaped(
    environment: Environment,
) -> None:
    page = environment.from_string(
        '{{ _("Search") }} {% trans x %}Back to “{{ x }}”{% endtrans %} {{ _("100%% sure") }}'
        ' {{ ngettext("%(num)s result", "%(num)s results", n) }}'
    )
    values = {"x": "<b>", "n": 2}
    assert page.render(values) == "Search Back to “&lt;b&gt;” 100% sure 2 results"
    with speaking("de"):  # Django's own catalog knows this word
        assert environment.from_string('{{ _("Search") }}').render() == "Suchen"


def test_the_active_language_of_readers_is_the_installation_s() -> None:
    assert translation.get_language() == settings.LANGUAGE_CODE
