"""Every page is as it was recorded. After an intended change: `python -m tests.site.baseline`, and read the diff."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.test import Client
from django.urls import get_resolver, resolve

from tests.site import baseline
from tests.site.baseline_newsroom import HARBOR, NOW, BaselineNewsroom
from tests.site.test_nothing_leaks import public

# Name of the page → its address. The name is that of the file.
PAGES = {
    "home": "/",
    "home, every story": "/?before=newest",
    "section with a front": "/world/",
    "section below another": "/world/europe/",
    "section without a front": "/local/",
    "section without stories": "/weather/",
    "section, a later page": "/world/?before=20241108T150000.000000-1",
    "tag": "/tags/ferries/",
    "tag without an introduction": "/tags/ukraine/",
    "author": "/authors/mira-lind/",
    "author without a portrait": "/authors/sam-oneil/",
    "authors": "/authors/",
    "story": HARBOR,
    "story, plain": "/2024/11/08/plain/",
    "story in Arabic": "/2024/11/08/arabic/",
    "story in Portuguese": "/2024/11/08/why/",
    "story, analysis": "/2024/11/08/analysis/",
    "story that follows up": "/2024/11/08/follow-up/",
    "story with a live timeline": "/2024/11/08/live/",
    "story by opinion writer": "/2024/11/07/ferry-3/",
    "story that moved": "/2024/11/08/old-address/",
    "story with a sealed version": "/2024/11/08/sealed/",
    "story, unpublished": "/2024/11/08/unpublished/",
    "story as ninjs": f"{HARBOR[:-1]}.json",
    "story as ninjs, plain": "/2024/11/08/plain.json",
    "change log": f"{HARBOR}changes/",
    "change log of one version": "/2024/11/08/plain/changes/",
    "change log with a removed version": "/2024/11/08/sealed/changes/",
    "comparison": f"{HARBOR}changes/1/3/",
    "comparison without a difference": f"{HARBOR}changes/2/2/",
    "report an error": f"{HARBOR}report/",
    "report an error, thanks": f"{HARBOR}report/thanks/",
    "archive": "/archive/",
    "archive, a year": "/2024/",
    "archive, a month": "/2024/11/",
    "archive, a month with one story": "/2023/12/",
    "archive, a day": "/2024/11/07/",
    "archive, a day without stories": "/2024/11/05/",
    "corrections": "/corrections/",
    "corrections, a later page": "/corrections/?before=1",
    "search": "/search/",
    "search, found": "/search/?q=fireworks",
    "search, newest first": "/search/?q=sails&order=newest",
    "search with filters": "/search/?q=harbor&section=world/europe&order=newest&from=2024-11",
    "search, nothing found": "/search/?q=submarine",
    "search, refused": "/search/?q=ferry&from=yesterday",
    "search, completions": "/search/complete/?q=fer",
    "standing page": "/about/",
    "standing page, unpublished": "/contest/",
    "timelines": "/timelines/",
    "timeline": "/timelines/kursk/",
    "timeline with everything": "/timelines/harbor-timeline/",
    "timeline, key events": "/timelines/harbor-timeline/?show=key",
    "timeline, newest first": "/timelines/harbor-timeline/?order=newest",
    "timeline on another site": "/timelines/harbor-timeline/embed/",
    "timeline on another site, unpublished": "/timelines/unpublished-timeline/embed/",
    "timeline as JSON": "/timelines/harbor-timeline.json",
    "timeline as oEmbed": "/oembed?url=http://testserver/timelines/harbor-timeline/",
    "timeline, unpublished": "/timelines/unpublished-timeline/",
    "not found": "/no/such/page/",
    "not found, a picture": "/media/pictures/none.jpg",
    "feed, RSS": "/feed/",
    "feed, Atom": "/feed.atom",
    "feed of a section, Atom": "/world/feed.atom",
    "feed of a tag, Atom": "/tags/ferries/feed.atom",
    "feed of an author, Atom": "/authors/mira-lind/feed.atom",
    "feed, JSON": "/feed.json",
    "feed of a section, RSS": "/world/feed/",
    "feed of a section, JSON": "/world/feed.json",
    "feed of a tag, RSS": "/tags/ferries/feed/",
    "feed of a tag, JSON": "/tags/ferries/feed.json",
    "feed of an author, RSS": "/authors/mira-lind/feed/",
    "feed of an author, JSON": "/authors/mira-lind/feed.json",
    "sitemap": "/sitemap.xml",
    "sitemap of a month": "/sitemap-2024-11.xml",
    "sitemap of lists": "/sitemap-lists.xml",
    "sitemap of news": "/sitemap-news.xml",
    "sitemap of news, a part": "/sitemap-news-1.xml",
    "sitemap of timelines": "/sitemap-timelines.xml",
    "robots": "/robots.txt",
    "ads.txt": "/ads.txt",
    "trust.txt": "/trust.txt",
    "security.txt": "/.well-known/security.txt",
    "manifest": "/site.webmanifest",
    "favicon": "/favicon.ico",
}
FULL_TEXT = ("feed, RSS", "feed, Atom", "feed, JSON")
NOT_RECORDED = {
    "healthz",
    "media",
    "media_file",
    "media_captions",
    "publication_image",
    "publication_colors",
    "static",
    "timelines:timeline_image",
    "timeline_list_image",
    *(
        f"articles:{page}_image"
        for page in "home archive_index author_list correction_list search tag author archive_year archive_month".split()
    ),
    *("articles:archive_day_image", "articles:article_image", "articles:page_image"),
}  # they have no page


def test_every_type_of_public_address_is_recorded() -> None:
    recorded = {
        resolve(address.partition("?")[0]).view_name for address in PAGES.values() if address != "/no/such/page/"
    }
    recorded |= {"standing_page"}  # the view of sections hands over to it
    assert set(public(get_resolver().url_patterns)) - NOT_RECORDED <= recorded


@pytest.mark.django_db
def test_pages_are_as_recorded(now: Any, client: Client, settings: Any) -> None:
    newsroom = BaselineNewsroom(now)
    pages: dict[str, Any] = {name: client.get(address) for name, address in PAGES.items()}
    settings.FEED_FULL_TEXT = True
    pages |= {f"{name}, full text": client.get(PAGES[name]) for name in FULL_TEXT}
    settings.FEED_FULL_TEXT = False
    form = {"what": "", "passage": "It was full.", "email": "nobody"}
    pages["report an error, refused"] = client.post(f"{HARBOR}report/", form)
    pages |= desk_pages(newsroom) | error_pages()
    texts = {name: baseline.recorded(response) for name, response in pages.items()}
    if baseline.recording():
        baseline.record(texts)
        return
    differences = [found for name, text in texts.items() if (found := baseline.difference(name, text))]
    stale = set(baseline.HERE.glob("*.txt")) - {baseline.path_of(name) for name in texts}
    assert not stale, "recorded, and no page any more"
    if differences:
        pytest.fail(f"{len(differences)} pages differ:\n\n" + "\n\n".join(differences)[:20_000], pytrace=False)


def desk_pages(newsroom: BaselineNewsroom) -> dict[str, Any]:
    """Readers' pages as the desk sees them: previews, and the site as of another instant."""
    client = Client()
    client.force_login(newsroom.chief)
    story = f"/admin/articles/article/{newsroom.harbor.pk}/preview/"
    found = {
        "preview of a story": story,
        "preview of a waiting version": f"{story}?revision=4",
        "preview in a frame": f"{story}?width=phone",
        "preview of a draft": f"/admin/articles/article/{newsroom.draft.pk}/preview/",
        "preview of a standing page": f"/admin/articles/standingpage/{newsroom.about.pk}/preview/",
        "preview of a timeline": f"/admin/timelines/timeline/{newsroom.full.pk}/preview/",
        "preview of a container": f"/admin/fronts/container/{newsroom.waiting.pk}/preview/",
    }
    pages: dict[str, Any] = {name: client.get(address) for name, address in found.items()}
    client.post("/admin/as-of/", {"instant": (NOW + timedelta(hours=4)).isoformat()})
    pages["story as of another time"] = client.get(HARBOR)
    pages["home as of another time"] = client.get("/")
    client.post("/admin/as-of/", {"instant": (NOW - timedelta(hours=4)).isoformat()})
    pages["story as of an earlier time"] = client.get(HARBOR)
    return pages


def error_pages() -> dict[str, HttpResponse]:
    """The pages that stand alone, as they are rendered without any context."""
    names = sorted(path.name for path in Path(django_settings.BASE_DIR, "templates").glob("[45]*.html"))
    request = HttpRequest()
    return {
        f"error page {name[:-5]}": HttpResponse(get_template(name).render({}, request), status=int(name[:3]))
        for name in names
    }


def test_only_what_a_reader_could_notice_is_a_difference() -> None:
    one = "<!doctype html><p  class='b a' id=x>Some <b>bold</b>\n words</p>\n<!-- c --><p>More</p>"
    same = '<!DOCTYPE html><p id="x" class="a  b">Some <b>bold</b> words\n</p><p> More</p>'
    assert baseline.html_tree(one) == baseline.html_tree(same)
    for other in ("Some<b>bold</b> words", "Some <b>bold</b> word", "Some <i>bold</i> words"):
        assert baseline.html_tree(one) != baseline.html_tree(same.replace("Some <b>bold</b> words", other))
