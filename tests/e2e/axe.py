"""What stands in somebody's way on a page, as axe sees it."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Django's own, in every table of rows: a heading cell over the names of the rows, empty for all to see.
DJANGOS = [["th.original"]]
# What the colors of a page decide, and nothing else.
OF_COLOR = ["color-contrast", "link-in-text-block"]

ASK = """([exclude, rules]) => axe
  .run({ exclude }, { resultTypes: ["violations"], preload: { assets: ["media"] }, ...(rules && { runOnly: rules }) })
  .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ target }) => target)]))"""


def violations(page: Page, rules: list[str] | None = None) -> dict[str, Any]:
    """What breaks a rule on the page as it is, or one of those `rules`: rule → the first elements that do.

    The page must be without our policy (`bypass_csp`): axe measures with a style element of its own.
    """
    page.evaluate("document.getAnimations().forEach(each => each.finish())")  # colors fade over
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    return dict(page.evaluate(ASK, [DJANGOS, rules]))
