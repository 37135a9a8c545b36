"""What a person without a mouse does: Tab to a control, see that it has the focus, press a key on it."""

from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

PASSWORD = "a long passphrase"
MOST = 40  # presses of Tab that a person puts up with on the way to one control

# How an element looks, and what stands around it: an editor's ring is drawn around its frame, a card's by its link's ::after.
LOOK = """element => [[element], [element, "::after"], [element.parentElement], [element.parentElement?.parentElement]].filter(
    ([each]) => each
).map(part => {
    const style = getComputedStyle(...part)
    const drawn = ["outline-style", "outline-width", "outline-color", "box-shadow", "border-color", "background-color", "color"]
    return [...drawn, "text-decoration"].map(name => style.getPropertyValue(name)).join()
})"""
FOCUSED = "element => element === document.activeElement"
SETTLE = "document.getAnimations().forEach(each => each.finish())"
# WCAG 2.2, 2.4.11: some part of it is in the window, and nothing stands over that.
SEEN = """element => {
    const box = element.getBoundingClientRect()
    const [west, north] = [Math.max(box.left, 0), Math.max(box.top, 0)]
    const [east, south] = [Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)]
    if (west >= east || north >= south) return false
    const at = (x, y) => document.elementFromPoint(west + (east - west) * x, north + (south - north) * y)
    const over = [0.1, 0.5, 0.9].flatMap(x => [0.1, 0.5, 0.9].map(y => at(x, y))).filter(Boolean)
    return over.some(each => element.contains(each) || each.contains(element) || each.closest("label")?.control === element)
}"""
HERE = "(e => e.tagName + ' ' + (e.getAttribute('aria-label') || e.name || e.textContent).trim().slice(0, 40))(document.activeElement)"


def reach(target: Locator, key: str = "Tab", most: int = MOST) -> Locator:
    """Press Tab (or `key`) until `target` has the focus, and see that it shows it; return it."""
    page = target.page
    at_rest = target.evaluate(LOOK) if not target.evaluate(FOCUSED) else []
    passed: list[str] = []
    while not target.evaluate(FOCUSED):
        assert len(passed) < most, f"{most} times {key} do not lead to {target}, but over: {passed}"
        page.keyboard.press(key)
        passed.append(page.evaluate(HERE))
    _see(target, at_rest)
    return target


def _see(target: Locator, at_rest: list[str]) -> None:
    """The focus is on it, shows, and is in sight."""
    page = target.page
    expect(target).to_be_focused()
    assert target.evaluate("element => element.matches(':focus-visible')"), f"The focus on {target} is not to be seen."
    page.evaluate(SETTLE)
    assert target.evaluate(LOOK) != at_rest, f"{target} looks the same with the focus on it."
    assert target.evaluate(SEEN), f"{target} has the focus out of sight."


def press(target: Locator, key: str = "Enter", most: int = MOST) -> None:
    """Reach `target` and press `key` on it."""
    reach(target, most=most).page.keyboard.press(key)


def follow(target: Locator, key: str = "Enter", most: int = MOST) -> None:
    """Reach `target` and press it; wait for the page it leads to."""
    reach(target, most=most)
    go(target.page, key)


def go(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation(timeout=30_000):
        page.keyboard.press(key)


def open_more(page: Page) -> None:
    """Open the menu of all that can be done with a story; its bar comes first on the page."""
    press(page.get_by_label("More actions"), most=8)


def skip(page: Page) -> None:
    """From the top of a page past its header and navigation, by the link that comes first."""
    if page.url.endswith("#content-start"):
        return  # the page before was skipped to, and its form led here
    link = page.get_by_role("link", name="Skip to main content")
    reach(link, most=1)
    page.keyboard.press("Enter")


def sign_in_by_hand(page: Page, user: User) -> None:
    """Type name and password where the desk asks for them, and be at its home."""
    user.set_password(PASSWORD)
    user.save()
    page.goto("/admin/")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type(user.username)
    reach(page.get_by_label("Password"), most=1)
    page.keyboard.type(PASSWORD)
    go(page, "Enter")
