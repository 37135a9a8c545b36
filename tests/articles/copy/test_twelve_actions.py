"""From copy to readers: the story of the first request is pasted, reviewed and live, with its timeline, in a few presses."""

import html
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.copy_import.lines import WORD
from articles.models import Article
from newsroom.publishing import clock
from tests.articles.copy import kursk
from tests.articles.copy.test_copy_page import PAGE, choices
from tests.articles.factories import ArticleFactory, SectionFactory, TagFactory, published
from timelines.models import Timeline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now"), pytest.mark.once]
LEVELS = {text: level for level, text in kursk.HEADINGS}
DECK = "Soldiers of a third country are in the fight."


def as_html(heading: str) -> str:
    """The copy as HTML, with each heading, and each headline in it, as `heading` says."""
    rows = []
    for line in filter(None, kursk.PLAIN.split("\n")):
        if line.startswith("• "):
            rows.append(f"<ul><li><p>{line[2:]}</p></li></ul>")
        elif line in LEVELS or line in kursk.RELATED:
            rows.append(heading.format(text=line, level=LEVELS.get(line, 3)))
        else:
            rows.append(f"<p>{line}</p>")
    return "".join(rows).replace("</ul><ul>", "")


def from_docs() -> str:
    bold = as_html('<p dir="ltr"><span style="font-weight:700">{text}</span></p>')
    return f'<b style="font-weight:normal" id="docs-internal-guid-1">{bold}</b>'


WAYS = {
    "plain text": {"text": kursk.PLAIN},
    "HTML with marked headings": {"html": as_html("<h{level}>{text}</h{level}>")},
    "Docs with bold lines": {"html": from_docs()},
}


def words(text: str) -> set[str]:
    return set(WORD.findall(html.unescape(re.sub(r"<[^>]+>", " ", text)).lower()))


@pytest.mark.parametrize("archive", ["empty", "full"])
@pytest.mark.parametrize("way", WAYS)
def test_pasted_copy_goes_live_with_its_timeline_by_one_press(
    client: Client, desk: User, settings: Any, way: str, archive: str
) -> None:
    """Paste, check, section, tags, deck, save; publish, why there are no sources, publish: nine actions."""
    settings.FEED_FULL_TEXT = True
    section, tag = SectionFactory.create(name="World"), TagFactory.create(name="Ukraine")
    if archive == "full":
        for headline in (kursk.RELATED[1], "Mayor of Marble Bay will not run again"):
            published(ArticleFactory.create(headline=headline))
    client.force_login(desk)
    sent = choices(client.post(PAGE, WAYS[way]))
    client.post(PAGE, {**sent, "section": str(section.pk), "tags": "Ukraine", "deck": DECK, "save": "1"})
    story, timeline = Article.objects.latest("pk"), Timeline.objects.get()
    assert (story.section, [each.tag for each in story.tagged.all()], story.standfirst) == (section, [tag], DECK)
    publish = reverse("admin:articles_article_verb", args=[story.pk, "publish"])
    given = {"when": "now", "revision": 1, "together": f"timelines.timeline:{timeline.pk}", "waiver": "Seen by us."}
    assert "Published: “" in client.post(publish, given, follow=True).content.decode()
    live = story.live(clock.now())
    assert live.live_from == timeline.live(clock.now()).live_from
    address = live.get_absolute_url()
    reader = Client()
    assert words(kursk.PLAIN) <= words(reader.get(address).content.decode())
    own = words(kursk.PLAIN.replace("\n".join(kursk.RELATED), ""))  # related stories stay on the page
    ninjs = reader.get(f"{address.rstrip('/')}.json").json()
    assert own <= words(" ".join(map(str, ninjs.values())))
    assert own <= words(reader.get("/feed/").content.decode())
    assert address in reader.get("/search/?q=kursk+ramstein").content.decode()
