"""What of a source is not in the story as it was there: in sentences for the review, and one by one for programs."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from articles.copy_import.body import OVER
from articles.copy_import.lines import Loss, Picture, Why, text_of
from articles.copy_import.patterns import credit_in
from articles.copy_import.roles import Part, Role

# What becomes plain text, and so has no links.
PLAIN = (*OVER, Role.HEADING, Role.SUBHEADING, Role.PICTURE)
QUOTED = 10  # passages that are told of by their words
LONGEST = 120  # characters of one, in a sentence
# What was done with it, and what it is called, by one and by many.
CALLED = {
    Why.DELETED: ("Left out", "deleted passage", "deleted passages"),
    Why.HIDDEN: ("Left out", "hidden passage", "hidden passages"),
    Why.COMMENT: ("Left out", "comment", "comments"),
    Why.INSERTED: ("Included", "inserted passage", "inserted passages"),
    Why.ELEMENT: ("Left out", "element we can’t import", "elements we can’t import"),
    Why.LINK: ("Kept without its link", "link that leads nowhere", "links that lead nowhere"),
    Why.PLAIN: ("Kept without its link", "link where only plain text goes", "links where only plain text goes"),
    Why.EMBED: ("Kept as a link", "embed from a site we can’t show", "embeds from sites we can’t show"),
    Why.NOTE: ("Kept as text", "footnote", "footnotes"),
    Why.PICTURE: ("Not taken", "photo", "photos"),
    Why.FORMAT: ("Kept as text", "format we can’t keep", "formats we can’t keep"),
    Why.AROUND: ("Left out", "part of the page around the article", "parts of the page around the article"),
    Why.CONTACT: ("Set apart", "line of a press contact", "lines of a press contact"),
    Why.WIRE: ("Set apart", "wire mark", "wire marks"),
    Why.MAIL: ("Set apart", "part of the email around the story", "parts of the email around the story"),
    Why.EDITORS: ("Set apart", "note to editors", "notes to editors"),
    Why.SOURCE: ("Set apart", "source line", "source lines"),
    Why.FIELD: ("Left out", "field we can’t import", "fields we can’t import"),
    Why.REPEATED: ("Left out", "repetition", "repetitions"),
}


def sentences(losses: Iterable[Loss]) -> list[str]:
    """One sentence for each kind of loss."""
    found = list(losses)
    return [_sentence(why, texts) for why in Why if (texts := [each.text for each in found if each.why == why])]


def one_by_one(losses: Iterable[Loss]) -> list[dict[str, str]]:
    """Each loss as plain JSON."""
    return [{"what": CALLED[each.why][1], "where": each.where, "text": each.text} for each in losses]


def _sentence(why: Why, texts: list[str]) -> str:
    verb, one, many = CALLED[why]
    shown = ", ".join(f"“{_shortened(text)}”" for text in texts[:QUOTED])
    more = f" and {len(texts) - QUOTED} more" if len(texts) > QUOTED else ""
    return f"{verb}: {len(texts)} {many if len(texts) > 1 else one}: {shown}{more}."


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(maxsplit=1)[0]} …"


def by_role(parts: list[Part]) -> Iterator[Loss]:
    """What is set apart of a mail, a wire or a press release; what is said twice; links where only plain text goes."""
    above = ""
    for part in parts:
        where = f"after “{_shortened(above)}”" if above else "at the top"
        if part.role == Role.SET_APART:
            yield Loss(part.why or Why.WIRE, part.line.text, where)
        elif part.role == Role.REPEATED:
            yield Loss(Why.REPEATED, part.line.text, where)
        else:
            above = part.line.text or above
        if part.role in PLAIN or (part.role == Role.QUOTE and part.line.pull):
            for href, runs in groupby(part.line.runs, lambda run: run.href):
                if href:
                    yield Loss(Why.PLAIN, f"{text_of(runs)} ({href})", where)


def missing(parts: list[Part], pictures: list[Picture]) -> Iterator[Loss]:
    """The pictures at outside addresses, each with its alt text, caption, credit and place."""
    above = ""
    for part, below in zip(parts, [*parts[1:], None], strict=True):
        number = part.line.picture
        if number is None or part.role != Role.PICTURE or number >= len(pictures) or not pictures[number].src:
            above = part.line.text or above
            continue
        picture = pictures[number]
        caption = below.line.text if below and below.role == Role.PICTURE else ""
        said = [picture.alt and f"alt text: {picture.alt}", caption and f"caption: {caption}"]
        said += [f"credit: {credit}" if (credit := credit_in(caption)) else ""]
        where = f"after “{_shortened(above)}”" if above else "at the top"
        yield Loss(Why.PICTURE, "; ".join(filter(None, [picture.src, *said])), where)
