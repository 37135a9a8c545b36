"""The text of a story for feeds and ninjs: HTML without classes, anchors or scripts, and with absolute addresses.

Related stories and the years of a timeline stay on the story's own page.
"""

import re
from collections.abc import Collection
from datetime import date
from functools import cache
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.html import strip_tags

from articles import stored_html, story_links
from articles.blocks import block_of
from articles.blocks.media import files_in
from articles.blocks.resolved import Resolved
from articles.blocks.text import DIVIDED
from articles.blocks.timeline import TimelineEmbed
from articles.models import Article, ArticleRevision
from articles.picture_use import PictureUse
from articles.timeline_embeds import versions_in
from newsroom.delivery.request_clock import TimedRequest
from newsroom.images.memo import kept_pictures
from newsroom.publishing.models import Content, upgraded
from newsroom.text.ap_style import newsroom_day
from newsroom.text.macros import macro
from newsroom.text.rich_text import HREF, with_plain_scripts

_SRC = re.compile(r'(?<=<img src=")[^"]*')


def plain_texts(request: TimedRequest, versions: Collection[int]) -> dict[int, str]:
    """Return the texts of these revisions as shown at `request.now`, by revision id. Six queries, and one if there are media files."""
    found = ArticleRevision.objects.filter(pk__in=versions).values_list("pk", "feed", "first_published_at")
    rows = {pk: stored for pk, stored, _ in found}
    stale = [pk for pk, stored in rows.items() if not stored or stored["stamp"] != stored_html.stamp()]
    if stale:
        contents = ArticleRevision.objects.filter(pk__in=stale).values_list("pk", "content")
        rows |= {pk: stored_html.prerendered_for_feeds(upgraded(Article, content)) for pk, content in contents}
    blocks = [block_of(row) for stored in rows.values() for row in stored["blocks"] if "html" not in row]
    days = {
        row["key"]: newsroom_day(published or request.now)
        for pk, _, published in found
        for row in rows[pk]["blocks"]
        if "html" not in row
    }
    references = [reference for block in blocks for reference in block.references()]
    wanted = {stored["lead"][0] for stored in rows.values()} | {each.get("picture_id") for each in references}
    pictures = kept_pictures(request, {picture for picture in wanted if picture})
    timelines = [block for block in blocks if isinstance(block, TimelineEmbed)]
    resolved = Resolved(
        now=request.now,
        pictures={
            pk: picture for pk in wanted if pk and (picture := pictures.get(pk)) and picture.usable_at(request.now)
        },
        files=files_in(blocks, request.now),
        timelines=versions_in(timelines, request.now, drafts=False).shown(timelines, request.now, days),
    )
    stories = story_links.live({story for stored in rows.values() for story in stored["links"]}, request.now)
    texts = {pk: _text(stored, resolved) for pk, stored in rows.items()}
    return {pk: HREF.sub(_absolute, story_links.resolved(text, stories)) for pk, text in texts.items()}


def words_in(html: str) -> str:
    """Return the words of `html` without its markup, with a blank line between paragraphs."""
    spaced = re.sub(r"</(?:p|h[1-6]|li|blockquote|figcaption|figure|tr)>", "\n\n", with_plain_scripts(html))
    spaced = spaced.replace("<hr>", f"{DIVIDED}\n\n").replace("</td>", "\t").replace("</th>", "\t")
    return re.sub(r"\n\s*\n+", "\n\n", unescape(strip_tags(spaced))).strip()


def _text(stored: Content, resolved: Resolved) -> str:
    picture, alt, caption, shape = stored["lead"]
    lead = resolved.pictures.get(picture)
    parts: list[str] = (
        [macro(stored_html.FEED, "figure")(PictureUse(lead, alt, caption, shape).render())] if lead else []
    )
    parts += [row["html"] if "html" in row else block_of(row).feed_html(resolved) for row in stored["blocks"]]
    return _SRC.sub(_absolute, "".join(parts))


def story_uri(story: int, day: date) -> str:
    """Return the tag URI (RFC 4151) of a story id and the day in its address, which survives a change of slug."""
    return f"tag:{_host(settings.PUBLIC_URL)},{day.isoformat()}:story-{story}"


@cache
def _host(url: str) -> str | None:
    return urlsplit(url).hostname


def _absolute(found: re.Match[str]) -> str:
    return escape(urljoin(settings.PUBLIC_URL + "/", unescape(found[0])))
