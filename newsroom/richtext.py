"""Rich text: what a journalist may mark up, in every room. One configuration drives the editor and the sanitiser."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import bleach
from django.db import models
from django_prose_editor.config import allowlist_from_extensions
from django_prose_editor.fields import ProseEditorField, create_sanitizer

from newsroom import plain_text

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Heading": {"levels": [3]},
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "NoSpellCheck": False,  # else the editor forbids it
}
STORIES = EXTENSIONS | {"Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "story"]}}
_ALLOWED = allowlist_from_extensions(EXTENSIONS | {"Paragraph": True})
_BLOCK = re.compile(r"</?(?:p|h[1-6]|li|ul|ol|blockquote|br)\b[^>]*>")
_INLINE = re.compile(r"<[^>]*>")
HREF = re.compile(r'(?<= href=")[^"]*')  # in sanitised rich text, as it is escaped there
_drop_markup = {False: create_sanitizer(EXTENSIONS), True: create_sanitizer(STORIES)}


def sanitise(html: str, *, stories: bool = False) -> str:
    """`html` with nothing in it but what EXTENSIONS allow; "" where no text is left. Doing it twice changes nothing.

    With `stories`, a link may name a story (`story:1234`); whoever shows that puts the address in its place.

    nh3 goes first, for it drops what stands inside <script>; bleach then settles how the rest is written.
    """
    schemes = frozenset({"story"} if stories else ())
    cleaned = plain_text.clean(
        str(_cleaner(schemes=schemes).clean(_drop_markup[stories](plain_text.clean(html))))
    ).strip()
    return "" if plain_text.is_invisible(text_of(cleaned)) else cleaned


def sanitise_marked(html: str) -> str:
    """What somebody else's program made of sanitised texts: the same, with <ins> and <del>. Other markup is told as text."""
    return str(_cleaner(tags=frozenset({"ins", "del"}), strip=False).clean(html))


def _cleaner(
    *, tags: frozenset[str] = frozenset(), schemes: frozenset[str] = frozenset(), strip: bool = True
) -> bleach.Cleaner:
    """With these besides what is allowed. It is not to be shared between threads."""
    return bleach.Cleaner(
        tags=frozenset(_ALLOWED["tags"]) | tags,
        attributes={tag: sorted(names) for tag, names in _ALLOWED["attributes"].items()},
        protocols=frozenset(_ALLOWED["url_schemes"]) | schemes,
        strip=strip,
        strip_comments=True,
    )


def sanitise_linked(html: str) -> str:
    """The same where links may name stories."""
    return sanitise(html, stories=True)


def text_of(html: str) -> str:
    """The text of sanitised rich text, its paragraphs a space apart."""
    return unescape(_INLINE.sub("", _BLOCK.sub(" ", html))).strip()


class RichTextField(ProseEditorField):
    """Rich text that is sanitised whenever it is written: by a form, an import or a restore.

    `name_links` says that links may name stories, and puts them so in what was sanitised.
    """

    def __init__(self, *args: Any, name_links: Callable[[str], str] | None = None, **options: Any) -> None:
        self.name_links = name_links
        extensions, clean = (STORIES, sanitise_linked) if name_links else (EXTENSIONS, sanitise)
        super().__init__(*args, extensions=extensions, sanitize=clean, **options)

    def pre_save(self, instance: models.Model, add: bool) -> str:
        """Sanitise, and let the instance hold what was stored."""
        html = self.sanitize(getattr(instance, self.attname) or "")
        html = self.name_links(html) if self.name_links else html
        setattr(instance, self.attname, html)
        return html
