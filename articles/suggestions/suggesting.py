"""Related stories that readers see now, from the search index, tags and timelines, each with its reasons.

A handful of queries, each over the newest few of its kind, so that an archive of any size is asked in the same time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from articles.models import Article, ArticleReference, ArticleRevision, BannedSuggestion, TagListing
from articles.models.revision import Role
from articles.search_document import body_of
from newsroom.publishing.models import Content
from newsroom.search.excerpts import matches
from newsroom.search.models import Entry
from newsroom.search.query import Asked
from newsroom.search.search import found
from newsroom.search.words import COMMON, TOKEN, Query, folded, stem

SHOWN = 8
NEWEST = 40  # stories of each tag, of the timelines, and of those that share words
TAGS = 5  # of a story, the first so many are asked
RANKED = 200  # of the newest stories that share words
TELLING = 6  # words of a story that tell what it is about
SHARED = 2  # of them, so many at least are in a story that is suggested for its words
READ = 3_000  # characters of its text are read for them
HEADLINE, STANDFIRST, NAME = 6, 3, 3  # what a word counts there, against once in the text
A_TIMELINE, A_TAG, WORDS = 3.0, 2.0, 4.0  # what it is worth to share one; for words, to the story that shares most
OPENS, ENDS = " “\"'(", ("", ".", "?", "!", ":", "\n")  # what may stand before a sentence, and what ends one
# Words of headlines that go with any story.
SAYS_LITTLE = COMMON | frozenset(
    "about after again against all also back been before between can could day down first get had how if into last may"
    " more most new no not now one only out over own past said say says should some still than then there these through"
    " time two under until up when where which while why would year years you your".split()
)

Reasons = defaultdict[int, list[str]]  # the number of a version -> what it shares


@dataclass(frozen=True)
class Suggestion:
    """A live story, and why it may go with this one, in the editor's words."""

    story: int
    headline: str
    url: str
    published: datetime
    reasons: tuple[str, ...]


def suggestions(article: Article, now: datetime) -> list[Suggestion]:
    """The best few for the newest saved version of `article`: never itself, what it links already, or what was banned."""
    head = article.head
    if head is None or head.sealed_at:
        return []
    content = head.read()
    words = telling_words(content)
    by_words, by_tag, by_timeline = _by_words(words, now), _by_tag(content, now), _by_timeline(content, now)
    entries = Entry.objects.within(now).filter(source=Article._meta.label_lower)
    candidates = entries.filter(pk__in=by_words) | entries.filter(revision__in={*by_tag, *by_timeline})
    unwanted = {article.pk, *_set_aside(article, content)}
    worth = {
        (WORDS * by_words.get(pk, 0) + A_TAG * len(by_tag[version]) + A_TIMELINE * len(by_timeline[version]), pk)
        for pk, story, version in candidates.values_list("pk", "subject", "revision")
        if story not in unwanted
    }
    best = [pk for _, pk in sorted(worth, reverse=True)[:SHOWN]]
    shown = Entry.objects.only("subject", "revision", "headline", "text", "url", "first_published_at").in_bulk(best)
    return [
        Suggestion(
            entry.subject,
            entry.headline,
            entry.url,
            entry.first_published_at,
            (
                *_said("Same timeline", by_timeline[entry.revision]),
                *_said("Same tag", by_tag[entry.revision]),
                *_said("Same words", _shared(words, entry)),
            ),
        )
        for pk in best
        if (entry := shown.get(pk))
    ]


def telling_words(content: Content) -> dict[str, str]:
    """What tells what a story is about, by stem, as it is written there: words of headline and standfirst, and names."""
    count = Counter[str]()
    written: dict[str, str] = {}
    parts = ((HEADLINE, content["headline"]), (STANDFIRST, content["standfirst"]), (1, body_of(content)[:READ]))
    for weight, text in parts:
        for token in TOKEN.finditer(text):
            word = folded(token[0])
            # A capital that does not stand at the beginning of a sentence.
            name = token[0][0].isupper() and text[: token.start()].rstrip(OPENS)[-1:] not in ENDS
            if len(word) < 3 or word in SAYS_LITTLE or word.isdigit() or not (name or weight > 1):
                continue
            count[stem(word)] += weight * (NAME if name else 1)
            written.setdefault(stem(word), token[0])
    return {word: written[word] for word, _ in count.most_common(TELLING)}


def _by_words(words: dict[str, str], now: datetime) -> dict[int, float]:
    """Entries that share words, and how well, from 1 down to 0."""
    if len(words) < SHARED:
        return {}
    query = Query(tuple((folded(word),) for word in words.values()), least=SHARED)
    places = found(Asked(query, now, size=NEWEST, ranked=RANKED))
    return {place.entry: 1 - number / NEWEST for number, place in enumerate(places)}


def _by_tag(content: Content, now: datetime) -> Reasons:
    """Versions that share a tag, with the names of those they share; the newest of each tag."""
    found: Reasons = defaultdict(list)
    lines = TagListing.objects.within(now).order_by("-first_published_at", "-revision")
    for line in content["tags"][:TAGS]:
        for version, name in lines.filter(tag=line["tag"]).values_list("revision", "tag__name")[:NEWEST]:
            found[version].append(name)
    return found


def _by_timeline(content: Content, now: datetime) -> Reasons:
    """Versions that carry a timeline which this story carries, too, with its title; the newest."""
    found: Reasons = defaultdict(list)
    carried = {block["timeline"] for block in content["blocks"] if block["type"] == "timeline"}
    if carried:
        uses = ArticleReference.objects.filter(timeline__in=carried, role=Role.TIMELINE)
        live = uses.filter(revision__in=ArticleRevision.objects.live(now)).order_by("-revision")
        for version, title in live.values_list("revision", "timeline__title").distinct()[:NEWEST]:
            found[version].append(title)
    return found


def _set_aside(article: Article, content: Content) -> Iterator[int]:
    """Stories that are linked already, here or in the rows being edited, and those that were banned."""
    yield from (link["target"] for link in content["related"] if link["target"])
    yield from article.related_links.exclude(target=None).values_list("target", flat=True)
    yield from BannedSuggestion.objects.filter(article=article).values_list("banned", flat=True)


def _shared(words: dict[str, str], entry: Entry) -> list[str]:
    """Those of the words that the entry holds, as this story writes them."""
    query = Query(tuple((folded(word),) for word in words.values()))
    there = {match.stem for text in (entry.headline, entry.text) for match in matches(text, query)}
    return [word for each, word in words.items() if each in there]


def _said(what: str, names: list[str]) -> Iterator[str]:
    if names:
        yield f"{what}: {', '.join(names)}"
