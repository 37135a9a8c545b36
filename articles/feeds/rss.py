"""RSS 2.0 (https://www.rssboard.org/rss-specification), with the modules Dublin Core, content and Media RSS."""

from email.utils import format_datetime
from html import escape

from django.conf import settings

from articles.feeds.channels import Channel, Enclosure, Entry, Recording
from articles.xml_writing import DECLARATION, element, text

CONTENT_TYPE = "application/rss+xml; charset=utf-8"
BEGINS = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>'
)


def rss(channel: Channel) -> str:
    """Return the feed as a document."""
    built = f"<lastBuildDate>{format_datetime(channel.updated)}</lastBuildDate>" if channel.entries else ""
    head = (
        f"<title>{text(channel.title)}</title><link>{text(channel.page)}</link>"
        f"<description>{text(_as_html(channel.description))}</description><language>{settings.LANGUAGE_CODE}</language>"
        f'<atom:link rel="self" type="application/rss+xml" href="{text(channel.address)}"/>{built}'
    )
    return "".join((DECLARATION, BEGINS, head, *map(_item, channel.entries), "</channel></rss>"))


def _item(entry: Entry) -> str:
    writers = "".join(element("dc:creator", person.name) for person in entry.authors)
    subjects = "".join(element("category", subject) for subject in entry.subjects)
    return (
        f'<item><title>{text(entry.headline)}</title><link>{entry.url}</link><guid isPermaLink="false">{entry.id}</guid>'
        f"<pubDate>{format_datetime(entry.published)}</pubDate>{element('description', _as_html(entry.standfirst))}"
        f"{element('content:encoded', entry.html)}<dc:language>{text(entry.language)}</dc:language>"
        f"{writers}{subjects}{_enclosure(entry)}{_picture(entry.picture) if entry.picture else ''}"
        f"{''.join(map(_recording, entry.recordings))}</item>"
    )


def _as_html(words: str) -> str:
    """Escape words for a description, which feed readers treat as HTML."""
    return escape(words, quote=False)


def _enclosure(entry: Entry) -> str:
    """Return the one enclosure that RSS allows: the first video or recording, else the photo."""
    found = entry.recordings[0] if entry.recordings else entry.picture
    return f'<enclosure url="{found.url}" length="{found.length}" type="{found.type}"/>' if found else ""


def _recording(recording: Recording) -> str:
    seconds = f' duration="{recording.seconds}"' if recording.seconds else ""
    return (
        f'<media:content url="{recording.url}" fileSize="{recording.length}" type="{recording.type}"'
        f' medium="{recording.medium}"{seconds}>{element("media:title", recording.title)}'
        f"{element('media:credit', recording.credit)}</media:content>"
    )


def _picture(picture: Enclosure) -> str:
    return (
        f'<media:content url="{picture.url}" fileSize="{picture.length}" type="{picture.type}" medium="image"'
        f' width="{picture.width}" height="{picture.height}">{element("media:description", picture.alt)}'
        f"{element('media:credit', picture.credit)}</media:content>"
    )
