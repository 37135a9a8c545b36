"""The tag {% language page.language %} … {% endlanguage %} of readers' templates."""

from collections.abc import Callable

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from newsroom.text.languages import beside, speaking


class SpeakLanguage(Extension):
    """Puts our words and dates inside the tag into the language of a text, if it has a catalog."""

    tags = {"language"}

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        language = parser.parse_expression()
        body = parser.parse_statements(("name:endlanguage",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_spoken", [language]), [], [], body).set_lineno(line)

    def _spoken(self, language: str, caller: Callable[[], str]) -> str:
        with speaking(beside(language)):
            return caller()
