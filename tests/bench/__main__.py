"""`make bench`: one table of what each page takes, beside a bare Django view and a file served by nginx.

python -m tests.bench                     every page, 10,000 stories
python -m tests.bench article rss --cpu   pages whose names begin so; CPU in one process, without load
python -m tests.bench --desk              the desk's pages, by the clock; STORIES=200000 PICTURES=20000 as promised
python -m tests.bench list --desk 10      those whose names begin so, ten times each

WAGTAIL_URL=http://127.0.0.1:9000/a-story/ adds a row for that page of a Wagtail site, and WAGTAIL_PIDS="123 456" (its
server and its database) what CPU it takes.
"""

import argparse
import os

from tests.bench.database import archive
from tests.bench.pages import OTHERS, PAGES


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure what pages take.")
    parser.add_argument("pages", nargs="*", help="the beginnings of names, such as: article home")
    parser.add_argument(
        "--cpu", type=int, nargs="?", const=100, metavar="REQUESTS", help="in one process, without load"
    )
    parser.add_argument("--plans", action="store_true", help="how the database answers each query of each page")
    parser.add_argument(
        "--desk", type=int, nargs="?", const=10, metavar="REQUESTS", help="the desk's pages, by the clock"
    )
    parser.add_argument("--threads", type=int, default=2, help="of each of gunicorn's two workers")
    asked = parser.parse_args()
    stories, pictures = (int(os.environ.get(name, "") or few) for name, few in (("STORIES", 10_000), ("PICTURES", 0)))
    known = PAGES + OTHERS if asked.cpu or asked.plans or asked.pages else PAGES
    pages = [page for page in known if not asked.pages or page.name.lower().startswith(tuple(asked.pages))]
    with archive(stories, pictures) as environment:
        os.environ.update(environment)
        if asked.cpu or asked.plans:
            os.environ["PAGE_CACHE"] = "no"
        import django

        django.setup()
        if asked.desk:
            from tests.bench import desk

            desk.measure(asked.desk, asked.pages)
        elif asked.plans:
            from tests.bench import plans

            plans.explain([page for page in pages if not page.cache])
        elif asked.cpu:
            from tests.bench import in_process

            in_process.measure([page for page in pages if page.cache in ("", "embedded")], asked.cpu)
        else:
            from tests.bench import load, table

            load.need("wrk")
            table.measure(pages, environment, float(os.environ.get("SECONDS", "") or 10), asked.threads)


main()
