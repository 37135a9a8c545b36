"""What stands in somebody's way on a page, as axe sees it."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

# Django's own, in every table of rows: a heading cell over the names of the rows, empty for all to see.
DJANGOS = [["th.original"]]
PHONE: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1440, "height": 900}
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


def in_both_schemes(page: Page) -> dict[str, Any]:
    """What axe finds on the page as it is in light, and in dark what is too faint."""
    found: dict[str, Any] = {}
    for scheme, rules in (("dark", OF_COLOR), ("light", None)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found |= {f"{scheme}: {rule}": elements for rule, elements in violations(page, rules).items()}
    return found


def faults(page: Page) -> dict[str, Any]:
    """What axe finds on the page as it is at both widths in both schemes, and where it is wider than the window."""
    found: dict[str, Any] = {}
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        found |= {f"{size['width']} px, {rule}": elements for rule, elements in in_both_schemes(page).items()}
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[f"{size['width']} px: wider than the window"] = True
    return found
