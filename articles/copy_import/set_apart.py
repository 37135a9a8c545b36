"""What is around a story when it comes by mail, from a wire or as a press release: reported, and not published."""

import re
from collections.abc import Sequence
from dataclasses import replace

from articles.copy_import import vocabulary as words
from articles.copy_import.credits import credits_in, role_of
from articles.copy_import.dates import own_date
from articles.copy_import.lines import Why, count, split_at_breaks
from articles.copy_import.patterns import SOURCE
from articles.copy_import.roles import Part, Parts, Role
from articles.models.links import Credit

TOP = 14  # lines in which a mail's headers, a slug or a contact are looked for
SIGNED = 8  # lines of a signature
SIGNED_WORDS = 12  # of each
_HEADER = re.compile(r"[^\W\d_][\w -]{0,18}[:：] *(?=\S)")
_SUBJECT = words.pattern(r"«SUBJECT»\s?[:：] *(?:\w{1,3}: *)*(?=\S)", SUBJECT=words.SUBJECT)
_FORWARDED = re.compile(r"-{2,}[\w ]{3,40}-{2,}|[\w ]{8,40}:")
_GREETING = re.compile(r"\S+(?: \S+){0,5}[,!،:]")
_RELEASE = words.pattern(r"\W*«RELEASE»\W*", RELEASE=words.RELEASE)
_CONTACT = words.pattern(r"«CONTACT»(?: ?:|$)", CONTACT=words.CONTACT)
_MAIL = r"[\w.+-]{1,64}@[\w-]{1,63}\.\w"
_REACHED = re.compile(rf"{_MAIL}|\+?\d[\d ()./-]{{6,}}\d|https?://|www\.", re.IGNORECASE)
_ADDRESS = re.compile(_MAIL)
_MARK = words.pattern(
    r"[-–—([/ ]{0,3}«WIRE»[-–—)\]/ .…]{0,4}|\W+30\W+|-0-|#(?: ?#){1,4}|[a-z]{1,3}/|(?:\(\w{2,8}\) )?[a-z]{2,4}(?:[/-][a-z]{2,4}){1,3}"
    r"|dpa(?: [a-z]{2,4}\d?){2,6}|(?:©|\(c\) |copyright\b).{0,150}|all rights reserved\.?|view original content.{0,200}"
    r"|this (?:story|article) was (?:distributed|provided) by.{0,80}",
    WIRE=words.WIRE,
)
_LAST_MARK = re.compile(r"(?<=[.!?”\"]) (?:Enditem|[A-Z]{2,4}(?: [A-Z]{2,4}){1,3})$")
_SLUG = re.compile(
    r"[A-Z]{1,4}-{1,2}[A-Z]{1,4}-{1,2}\S.*|.*\b(?:\d+(?:st|nd|rd|th) )?(?:Ld|Lead)-Writethru\b.*"
    r"|[A-Z]{2,}(?:[-/][A-Z0-9]{2,}){1,5}(?: ?\([A-Z ,\d]+\))?(?:,.{0,60})?"
    r"|(?:eilmeldung|urgent|bulletin|flash|newsalert|ap news alert)|\d{3,4} words|with ap (?:photos?|video)\b.*",
)
_EDITORS = words.pattern(r"\(?«EDITORS»\.?\s?(?::|$)", EDITORS=words.EDITORS)


def set_apart(parts: Parts) -> None:
    """Give what is not the story its role. A mail's subject is the story's headline."""
    _mail(parts)
    _release(parts.all)
    _wire(parts)


def _apart(found: Sequence[Part], why: Why) -> None:
    for part in found:
        part.be(Role.SET_APART, why)


# --- mail


def _mail(parts: Parts) -> None:
    begins = _headers(parts)
    if begins is None:
        return
    below = [part for part in parts.all[begins:] if part.is_text]
    _apart([part for part in below[:1] if _GREETING.fullmatch(part.text)], Why.MAIL)
    quoted = [part.text.startswith(">") for part in below]  # and the line above them, "News Desk wrote:"
    for part, is_quoted, next_is in zip(below, quoted, [*quoted[1:], False], strict=True):
        if is_quoted or (next_is and part.text.endswith(":")):
            _apart([part], Why.MAIL)
    _apart(_signature([part for part in below if not part.known]), Why.MAIL)


def _headers(parts: Parts) -> int | None:
    """Set a mail's headers apart, and return where its text begins; None where there are none."""
    for place, part in enumerate(parts.all[:3]):  # as Outlook writes them, in one paragraph
        lines = split_at_breaks(part.line)
        if part.is_text and len(lines) > 1 and all(_HEADER.match(line.text) for line in lines):
            parts.all[place : place + 1] = [Part(part.role, line) for line in lines]
    found = parts.all
    seen: list[int] = []
    for place, part in enumerate(found[:TOP]):
        if part.is_text and (_HEADER.match(part.text) or (not seen and _FORWARDED.fullmatch(part.text))):
            seen.append(place)
        elif seen:
            break
    subject = next((place for place in seen if _SUBJECT.match(found[place].text)), None)
    sent = any(own_date(found[place].text.partition(":")[2], parts.today) for place in seen)
    named = any("@" in found[place].text for place in seen)
    if len(seen) < 2 or not (named or sent) or (subject is None and not any("<" in found[each].text for each in seen)):
        return None
    _apart([found[place] for place in seen], Why.MAIL)
    begins = seen[-1] + 1
    if subject is None or any(part.line.style == "title" for part in found):
        return begins
    text = found[subject].text
    named_by = _SUBJECT.match(text).end()  # type: ignore[union-attr]  # as above
    parts.split(subject, [(Role.SET_APART, 0, named_by), (Role.PARAGRAPH, named_by, len(text))])
    found[subject].why = Why.MAIL
    found[subject + 1].line = replace(found[subject + 1].line, style="title")
    return begins + 1


def _signature(found: list[Part]) -> list[Part]:
    """The short lines at the end of a mail that end no sentence, from the first that says goodbye: with few words."""
    begins = len(found)
    while begins > max(1, len(found) - SIGNED) and _signs(found[begins - 1]):
        begins -= 1
    goodbye = (place for place in range(begins, len(found)) if count(found[place].text.partition("\n")[0]) <= 5)
    return found[next(goodbye, len(found)) :]


def _signs(part: Part) -> bool:
    most = 2 if part.text[-1] in ".!?。" else SIGNED_WORDS
    return all(count(line) <= most for line in part.text.split("\n"))


# --- press releases


def _release(found: list[Part]) -> None:
    contact = False
    for place, part in enumerate(found):
        near = place < TOP or place > len(found) - TOP
        if not part.is_text:
            contact = contact and part.known
        elif near and _RELEASE.fullmatch(part.text):
            _apart([part], Why.CONTACT)
        elif near and _CONTACT.match(part.text.partition("\n")[0]) and _reaches(found, place):
            _apart([part], Why.CONTACT)
            contact = True
        elif contact and count(part.text) <= 12 and (not part.line.apart or _REACHED.search(part.text)):
            _apart([part], Why.CONTACT)
        else:
            contact = False
            most = 20 if place > len(found) - 4 else 3  # words of a line that gives an address
            if near and place and _ADDRESS.search(part.text) and count(part.text) <= most and part.text[-1] != ".":
                _apart([part], Why.CONTACT)


def _reaches(found: list[Part], place: int) -> bool:
    """Whether an address or a number is in the few lines of a contact."""
    return any(_REACHED.search(part.text) and count(part.text) <= 20 for part in found[place : place + 4])


# --- wires


def _wire(parts: Parts) -> None:
    found = parts.all
    last = max((place for place, part in enumerate(found) if part.is_text), default=0)
    if (mark := _LAST_MARK.search(found[last].text[-40:])) and found[last].is_text:
        end = len(found[last].text)
        parts.split(last, [(Role.PARAGRAPH, 0, end - len(mark[0])), (Role.SET_APART, end - len(mark[0]), end)])
        found[last + 1].why = Why.WIRE
    for place, part in enumerate(found):
        if part.known or part.line.picture is not None:
            continue
        text = part.text
        if (found_credits := credits_in(text)) and (
            place > 2 or part.line.kind == "item" or role_of(found_credits[0]["role"]) != Credit.REPORTING
        ):
            part.be(Role.CREDIT)
        elif not part.is_text or part.line.level:
            continue
        elif found_note := _EDITORS.match(text):
            whole = found_note.end() < len(text)
            ended = any(each.why == Why.WIRE for each in found[TOP // 4 : place]) or text.startswith("#")
            below = [] if whole else found[place + 1 :] if ended else found[place + 1 : place + 2]
            _apart([part, *(each for each in below if not each.known)], Why.EDITORS)
        elif (place < min(TOP, last) and _SLUG.fullmatch(text) and all(each.known for each in found[:place])) or (
            place and _MARK.fullmatch(text) and not (text.isalpha() and text[1:].islower())
        ):
            _apart([part], Why.WIRE)
        elif place >= last - 3 and SOURCE.match(text) and count(text) <= 20:
            _apart([part], Why.SOURCE)
