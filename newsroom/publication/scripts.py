"""Scripts of other hosts, in named slots: none by default, on the types of page and with the consent that a row names.

A row is {"slot", "src", "hosts", "consent", "pages", "size", "attributes"}. The page is the same for all readers: it has a
list of its scripts and a policy with their hosts, and static/js/outside_scripts.js loads those that the reader allowed,
which only their browser knows.
"""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.db import models
from markupsafe import Markup

from newsroom.publication.current import publication
from newsroom.publication.page_policy import note_hosts

Row = dict[str, Any]
DIRECTIVES = ("script-src", "connect-src", "img-src", "style-src", "frame-src")


class Slot(models.TextChoices):
    """Where a script, and what it shows, is in a page."""

    HEAD = "head", "Nowhere: it shows nothing, or finds its own place"
    AD = "ad", "Advertisement, below the menu"
    STORY_END = "story_end", "End of the story"
    COMMENTS = "comments", "Comments, below the story"


class Consent(models.TextChoices):
    """For what a reader is asked to allow a script."""

    NONE = "", "Not needed: it stores nothing and follows nobody"
    STATISTICS = "statistics", "Statistics"
    COMMENTS = "comments", "Comments"
    ADVERTISING = "advertising", "Advertising"


class PageType(models.TextChoices):
    """The variable page_type of a template."""

    HOME = "home", "Home page"
    SECTION = "section", "Sections"
    STORY = "story", "Stories"
    OTHER = "other", "All others"


# The sizes of the Interactive Advertising Bureau that fit below the menu; static/css/site.css reserves them.
SIZES = ("320x50", "320x100", "728x90", "970x90", "970x250")


class OutsideScripts(NamedTuple):
    """The scripts of a page, for its templates."""

    rows: list[Row]

    def slot(self, name: str) -> Row | None:
        """Return the first row of a slot."""
        return next((row for row in self.rows if row["slot"] == name), None)

    @property
    def consents(self) -> list[tuple[str, str, list[str]]]:
        """For what consent is needed: its key, its name and the hosts."""
        return [
            (str(consent.value), str(consent.label), sorted(hosts))
            for consent in Consent
            if consent and (hosts := {host for row in self.rows if row["consent"] == consent for host in names(row)})
        ]

    @property
    def data(self) -> Markup:
        """What the script of the page needs, as the content of a <script>."""
        needed = [{key: row[key] for key in ("slot", "src", "consent", "attributes")} for row in self.rows]
        written = json.dumps(needed).replace("&", "\\u0026").replace("<", "\\u003C").replace(">", "\\u003E")
        return Markup(written)  # noqa: S704  no text in it can close the element


def outside_scripts(request: Any, page_type: str) -> OutsideScripts:
    """Return the scripts of a readers' page, and note that its policy must allow their hosts.

    Previews and the site at another time have none.
    """
    rows = [row for row in publication().scripts if page_type.strip() in row["pages"]]
    if not rows or request.method not in ("GET", "HEAD") or request.as_of or getattr(request, "preview", None):
        return OutsideScripts([])
    note_hosts(request, sorted({host for row in rows for host in row["hosts"]}), *DIRECTIVES)
    return OutsideScripts(rows)


def names(row: Row) -> Iterable[str]:
    """Return the hosts of a row as readers know them: ads.example."""
    return (urlsplit(host).netloc for host in row["hosts"])
