"""How PostgreSQL answers each query of each page: for how long, from how many pages of its memory, and whether it reads
a whole table to do so. To be asked at several sizes of the archive (`STORIES=1000000 python -m tests.bench --plans`).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from psycopg import RawCursor

from tests.bench.in_process import ask
from tests.bench.pages import Page

SMALL = 2_000  # rows that may well be read one after the other


def explain(pages: Sequence[Page]) -> None:
    """Print a line for each query: milliseconds to plan and to run, buffers, and what was read in sequence."""
    site = WSGIHandler()
    for page in pages:
        path = page.path()
        ask(site, path)  # what is remembered for a while is known from now on
        queries = _queries(lambda path=path: ask(site, path))  # type: ignore[misc]
        print(f"\n{page.name}  {path}")
        for sql, parameters in queries:
            plan = _plan(sql, parameters)
            nodes = list(_nodes(plan["Plan"]))
            read = [
                f"{node['Relation Name']}: all {node['Actual Rows'] + node.get('Rows Removed by Filter', 0):,.0f} rows"
                for node in nodes
                if node["Node Type"] == "Seq Scan" and _touched(node) > SMALL
            ]
            removed = sum(node.get("Rows Removed by Filter", 0) * node["Actual Loops"] for node in nodes)
            buffers = plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
            print(
                f"  {plan['Planning Time']:6.2f} + {plan['Execution Time']:7.2f} ms  {buffers:7,} buffers"
                f"  {removed:9,.0f} rows in vain  {' '.join(sql.split())[:90]}  {'; '.join(read)}"
            )


def _touched(node: dict[str, Any]) -> float:
    return float(node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * float(node["Actual Loops"])


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)


def _queries(work: Callable[[], Any]) -> list[tuple[str, Any]]:
    asked: list[tuple[str, Any]] = []

    def noting(execute: Callable[..., Any], sql: str, parameters: Any, *rest: Any) -> Any:
        asked.append((sql, parameters))
        return execute(sql, parameters, *rest)

    with connection.execute_wrapper(noting):
        work()
    return [(sql, parameters) for sql, parameters in asked if sql.lstrip().upper().startswith(("SELECT", "WITH", "("))]


def _plan(sql: str, parameters: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        if "$1" in sql:  # a prepared one
            cursor.cursor = RawCursor(cursor.connection)
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", parameters)
        plan: dict[str, Any] = cursor.fetchone()[0][0]
        return plan
