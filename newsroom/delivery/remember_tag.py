"""{% remember "masthead", today, section %} … {% endremember %} in readers' templates."""

from collections.abc import Callable
from typing import Any

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context

from newsroom.delivery.memory import remember


class Remember(Extension):
    """Renders a part that many pages share once for as long as the site generation lasts.

    The part may depend only on what is published and on the values in the tag. A page without a generation, such as an
    error page, renders it each time.
    """

    tags = {"remember"}

    def parse(self, parser: Parser) -> nodes.Node:
        """Parse the tag, its values and its body."""
        line = next(parser.stream).lineno
        values = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            values.append(parser.parse_expression())
        body = parser.parse_statements(("name:endremember",), drop_needle=True)
        call = self.call_method("_remembered", [nodes.ContextReference(), nodes.List(values)])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _remembered(self, context: Context, values: list[Any], caller: Callable[[], str]) -> str:
        request = context.get("request")
        if not hasattr(request, "generation"):
            return caller()
        return remember(request, f"part {' '.join(map(str, values))}", caller)
