"""The text of a story for feeds and ninjs: HTML without classes, anchors or scripts, and with absolute addresses.

Related stories and the years of a timeline stay on the story's own page.
"""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cache
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.html import strip_tags

from articles import dateline, story_links
from articles.models import Article, ArticleRevision
from articles.picture_use import PictureUse, use
from articles.timeline_embeds import timelines_in
from newsroom.delivery.request_clock import TimedRequest
from newsroom.images.memo import kept_pictures
from newsroom.images.models import Picture
from newsroom.publishing.models import Content, upgraded
from newsroom.text.macros import macro
from newsroom.text.rich_text import HREF, with_plain_scripts
from timelines.timeline_page import ShownTimeline

FEED = "articles/_feed.html"


def plain_texts(request: TimedRequest, versions: Collection[int]) -> dict[int, str]:
    """Return the texts of these revisions as shown at `request.now`, by revision id. Always six queries."""
    rows = ArticleRevision.objects.filter(pk__in=versions).values_list("pk", "content")
    contents = {pk: upgraded(Article, content) for pk, content in rows}
    blocks = [block for content in contents.values() for block in content["blocks"]]
    wanted = {content["lead_picture"] for content in contents.values()} | {block.get("picture") for block in blocks}
    pictures = kept_pictures(request, {picture for picture in wanted if picture})
    timelines = timelines_in([block for block in blocks if block["type"] == "timeline"], request.now)
    stories = story_links.live(
        {story for each in contents.values() for story in story_links.stories_in(each)}, request.now
    )
    texts = {key: _text(content, request.now, pictures, timelines) for key, content in contents.items()}
    return {key: HREF.sub(_absolute, story_links.resolved(text, stories)) for key, text in texts.items()}


def words_in(html: str) -> str:
    """Return the words of `html` without its markup, with a blank line between paragraphs."""
    spaced = re.sub(r"</(?:p|h[1-6]|li|blockquote|figcaption|figure)>", "\n\n", with_plain_scripts(html))
    return re.sub(r"\n\s*\n+", "\n\n", unescape(strip_tags(spaced))).strip()


def _text(
    content: Content, now: datetime, pictures: Mapping[int, Picture], timelines: Mapping[str, ShownTimeline]
) -> str:
    alt, caption, shape = (content[name] for name in ("lead_alt", "lead_caption", "lead_shape"))
    lead = use(pictures.get(content["lead_picture"]), now, alt, caption, shape)
    parts = [_figure(lead)] if lead else []
    blocks = content["blocks"]
    if words := content["dateline"].strip():
        html = macro(FEED, "dateline")(words)
        texts = [place for place, block in enumerate(blocks) if block["type"] == "section"]
        if found := dateline.run_in(html, [blocks[place]["text"] for place in texts]):
            place = texts[found[0]]
            blocks = [*blocks[:place], blocks[place] | {"text": found[1]}, *blocks[place + 1 :]]
        else:
            parts.append(macro("articles/_dateline.html", "alone")(html))
    parts += [_block(block, now, pictures, timelines) for block in blocks]
    return "".join(parts)


def story_uri(story: int, day: date) -> str:
    """Return the tag URI (RFC 4151) of a story id and the day in its address, which survives a change of slug."""
    return f"tag:{_host(settings.PUBLIC_URL)},{day.isoformat()}:story-{story}"


@cache
def _host(url: str) -> str | None:
    return urlsplit(url).hostname


def _absolute(found: re.Match[str]) -> str:
    return escape(urljoin(settings.PUBLIC_URL + "/", unescape(found[0])))


def _block(
    block: Content, now: datetime, pictures: Mapping[int, Picture], timelines: Mapping[str, ShownTimeline]
) -> str:
    match block["type"]:
        case "section":
            return (macro(FEED, "heading")(block) if block["heading"] else "") + str(block["text"])
        case "figure":
            shown = use(pictures.get(block["picture"]), now, block["alt"], block["caption"], block["shape"])
            return _figure(shown) if shown else ""
        case "pull_quote":
            return macro(FEED, "quote")(block)
        case "fact_box":
            return macro(FEED, "fact_box")(block)
        case "timeline":
            timeline = timelines.get(block["key"])
            return macro(FEED, "timeline")(timeline) if timeline else ""
    return ""


def _figure(shown: PictureUse) -> str:
    rendered = shown.render()
    return macro(FEED, "figure")(rendered, urljoin(settings.PUBLIC_URL + "/", rendered.src))
