"""Rich text: what a journalist may mark up, in every room. One configuration drives the editor and the sanitiser."""

import re
from html import unescape
from typing import Any

import bleach
from django.db import models
from django.utils.html import strip_tags
from django_prose_editor.config import allowlist_from_extensions
from django_prose_editor.fields import ProseEditorField, create_sanitizer

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
}
_ALLOWED = allowlist_from_extensions(EXTENSIONS | {"Paragraph": True})
_BLOCK = re.compile(r"</?(?:p|h[1-6]|li|ul|ol|blockquote|br)\b[^>]*>")
_INLINE = re.compile(r"<[^>]*>")
HREF = re.compile(r'(?<= href=")[^"]*')  # in sanitised rich text, as it is escaped there
_drop_markup = create_sanitizer(EXTENSIONS)


def sanitise(html: str) -> str:
    """`html` with nothing in it but what EXTENSIONS allow; "" where no text is left. Doing it twice changes nothing.

    nh3 goes first, for it drops what stands inside <script>; bleach then settles how the rest is written.
    """
    cleaner = bleach.Cleaner(  # not to be shared between threads
        tags=frozenset(_ALLOWED["tags"]),
        attributes={tag: sorted(names) for tag, names in _ALLOWED["attributes"].items()},
        protocols=frozenset(_ALLOWED["url_schemes"]),
        strip=True,
        strip_comments=True,
    )
    cleaned = str(cleaner.clean(_drop_markup(html))).strip()
    return cleaned if strip_tags(cleaned).strip() else ""


def text_of(html: str) -> str:
    """The text of sanitised rich text, its paragraphs a space apart."""
    return unescape(_INLINE.sub("", _BLOCK.sub(" ", html))).strip()


class RichTextField(ProseEditorField):
    """Rich text that is sanitised whenever it is written: by a form, an import or a restore."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, extensions=EXTENSIONS, sanitize=sanitise, **options)

    def pre_save(self, instance: models.Model, add: bool) -> str:
        """Sanitise, and let the instance hold what was stored."""
        html = sanitise(getattr(instance, self.attname) or "")
        setattr(instance, self.attname, html)
        return html
