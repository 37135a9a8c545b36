"""Atom (RFC 4287), in pages (RFC 5005)."""

from django.conf import settings

from articles.feeds.channels import Channel, Enclosure, Entry, Recording
from articles.xml_writing import DECLARATION, element, text
from newsroom.publication.current import publication

CONTENT_TYPE = "application/atom+xml; charset=utf-8"


def atom(channel: Channel) -> str:
    """Return the feed as a document. Stories without a byline are by the newsroom."""
    following = (
        f'<link rel="next" type="application/atom+xml" href="{text(channel.following)}"/>' if channel.following else ""
    )
    newsroom = _person(publication().name, f"{settings.PUBLIC_URL}/")
    head = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{settings.LANGUAGE_CODE}"><id>{text(channel.page)}</id>'
        f"<title>{text(channel.title)}</title><subtitle>{text(channel.description)}</subtitle>"
        f"<updated>{channel.updated.isoformat()}</updated>{newsroom}"
        f'<link rel="self" type="application/atom+xml" href="{text(channel.address)}"/>'
        f'<link rel="alternate" type="text/html" href="{text(channel.page)}"/>{following}'
    )
    return "".join((DECLARATION, head, *map(_entry, channel.entries), "</feed>"))


def _entry(entry: Entry) -> str:
    writers = "".join(_person(person.name, person.url) for person in entry.authors)
    subjects = "".join(f'<category term="{text(subject)}"/>' for subject in entry.subjects)
    files: list[Enclosure | Recording] = [*([entry.picture] if entry.picture else []), *entry.recordings]
    enclosures = "".join(_enclosure(file) for file in files)
    content = f'<content type="html">{text(entry.html)}</content>' if entry.html else ""
    return (
        f'<entry xml:lang="{text(entry.language)}"><id>{entry.id}</id><title>{text(entry.headline)}</title>'
        f"<published>{entry.published.isoformat()}</published><updated>{entry.updated.isoformat()}</updated>"
        f'<link rel="alternate" type="text/html" href="{entry.url}"/>{enclosures}'
        f"{writers}{subjects}{element('summary', entry.standfirst)}{content}</entry>"
    )


def _enclosure(file: Enclosure | Recording) -> str:
    return f'<link rel="enclosure" type="{file.type}" length="{file.length}" href="{file.url}"/>'


def _person(name: str, url: str) -> str:
    return f"<author>{element('name', name)}<uri>{url}</uri></author>"
