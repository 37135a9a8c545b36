"""{% remember "masthead", today, section %} … {% endremember %} in readers' templates."""

from collections.abc import Callable
from typing import Any

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context

from newsroom.delivery.memory import remember


class Remember(Extension):
    """Makes a part that many pages share once for as long as the site generation lasts.

    What is in it may depend on nothing but the site as it is published and the values named after its name. A page
    without a generation, such as an error page, makes the part each time: the generation may be what failed.
    """

    tags = {"remember"}

    def parse(self, parser: Parser) -> nodes.Node:
        """Read the tag, the values after it and what it encloses."""
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
