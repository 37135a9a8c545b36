"""What is around a story when it comes by mail, from a wire or as a press release: reported, and not published."""

import re
from collections.abc import Sequence
from dataclasses import replace

from articles.copy_import.credits import credits_in, role_of
from articles.copy_import.lines import Why, count
from articles.copy_import.roles import Part, Parts, Role
from articles.models.links import Credit

TOP = 14  # lines in which a mail's headers, a slug or a contact are looked for
SIGNED = 8  # lines of a signature
_HEADER = re.compile(
    r"(?P<subject>subject|betreff|objet|asunto|тема|oggetto|re|fwd?)?(?(subject)|(?:from|to|cc|bcc|date|sent"
    r"|reply-to|von|an"
    r"|gesendet|datum|de|à|envoyé|date|para|fecha|enviado|від|кому|дата|от|da|a))\s?: *(?=\S)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"[\w/]+\s?: *(?:(?:re|fwd?|aw|wg|tr): *)*", re.IGNORECASE)
_GREETING = re.compile(r"\S+(?: \S+){0,5}[,!،:]")
_FORWARDED = re.compile(
    r"-{2,} ?(?:forwarded|original|weitergeleitete|ursprüngliche|message|mensaje)[\w ]{0,30}-{2,}"
    r"|begin forwarded message:",
    re.I,
)
_SIGN_OFF = re.compile(
    r"(?:(?:kind|best|warm|many)?(?: ?(?:kind|warm))? ?(?:regards|wishes|thanks)|thank you|thanks|cheers|best"
    r"|sincerely|yours [\w ]{2,12}|mit (?:freundlichen|besten|herzlichen) grüßen|viele grüße|cordialement|bien à vous"
    r"|saludos(?: cordiales)?|atentamente"
    r"|з повагою|щиро|с уважением)[,.!]?|--",
    re.IGNORECASE,
)
_RELEASE = re.compile(
    r"(?:\W*)(?:for (?:immediate )?release\b.{0,60}|(?:press|media|news) release|embargo(?:ed)?\b.{0,80}"
    r"|not for (?:publication|release)\b.{0,60}"
    r"|pressemitteilung|medienmitteilung|communiqué de presse|nota de prensa|comunicado de prensa|прес-?реліз"
    r"|пресрелиз)(?:\W*)",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:(?:press|media|news|public relations|pr|for more information,?|further information)[ -]?)?(?:contacts?"
    r"|inquiries|enquiries)\b(?: info(?:rmation)?)?(?: ?:|$)"
    r"|(?:presse)?kontakt(?::|$)|contact presse|contacto(?: de prensa)?(?::|$)|контакти?(?: для змі)?(?::|$)"
    r"|ansprechpartner",
    re.IGNORECASE,
)
_REACHED = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w|\+?\d[\d ()./-]{6,}\d|https?://|www\.", re.IGNORECASE)
_WIRE = re.compile(
    r"\(?(?:more|more to (?:come|follow)|mehr|suite|sigue)\)?|\(end(?:s|it)?\)|-? ?ends? ?-|ends|[-–—]+ ?30 ?[-–—]+"
    r"|-0-|#(?: ?#){1,4}|/ends?/|xxx|[a-z]{2,4}(?:[/-][a-z]{2,4}){1,3}|dpa(?: [a-z]{2,4}\d?){2,6}|©.{0,100}"
    r"|copyright\b.{0,150}|\(c\) .{0,100}|all rights reserved\.?"
    r"|view original content.{0,200}|this (?:story|article) was (?:distributed|provided) by.{0,80}",
    re.IGNORECASE,
)
_SLUG = re.compile(
    r"[A-Z]{1,4}-{1,2}[A-Z]{1,4}-{1,2}\S.*|.*\b(?:\d+(?:st|nd|rd|th) )?(?:Ld|Lead)-Writethru\b.*"
    r"|[A-Z]{2,}(?:[-/][A-Z0-9]{2,}){1,5}(?: ?\([A-Z ,\d]+\))?(?:,.{0,60})?"
    r"|(?:eilmeldung|urgent|bulletin|flash|newsalert|ap news alert)|\d{3,4} words|with ap (?:photos?|video)\b.*",
)
_EDITORS = re.compile(
    r"\(?(?:eds?\.?|editors?|note to eds?(?:itors)?|notes? to editors?|editor[’']?s[’']? notes?"
    r"|anm(?:erkung)?\.? d(?:er)?\.? red(?:aktion)?\.?"
    r"|note de la rédaction|n\.?d\.?l\.?r\.?|nota del editor|примітка редакції|# dpa-notizblock"
    r"|## (?:redaktionelle hinweise|orte|internet|ansprechpartner))\s?(?::|$)",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"SOURCE:?\s+\S.*|(?:Source|Quelle|Fuente|Джерело):\s\S.*")


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
    headers = _headers(parts)
    if headers is None:
        return
    below = [part for part in parts.all[headers:] if part.is_text]
    _apart([part for part in below[:1] if _GREETING.fullmatch(part.text)], Why.MAIL)
    _apart([part for part in below if part.text.startswith(">")], Why.MAIL)
    ends = (place for place in range(max(0, len(below) - SIGNED), len(below)) if _SIGN_OFF.match(below[place].text))
    _apart(below[next(ends, len(below)) :], Why.MAIL)


def _headers(parts: Parts) -> int | None:
    """Set a mail's headers apart, and return where its text begins; None where there are none."""
    found = parts.all
    seen: dict[int, re.Match[str] | None] = {}
    for place, part in enumerate(found[:TOP]):
        if part.is_text and ((header := _HEADER.match(part.text)) or _FORWARDED.match(part.text)):
            seen[place] = header
        elif seen and place > max(seen) + 1:
            break
    if len(seen) < 2 or not any("@" in header.string or header["subject"] for header in seen.values() if header):
        return None
    subject = next((place for place, header in seen.items() if header and header["subject"]), None)
    _apart([found[place] for place in seen], Why.MAIL)
    if subject is None or any(part.line.style == "title" for part in found):
        return max(seen) + 1
    text = found[subject].text
    begins = _SUBJECT.match(text).end()  # type: ignore[union-attr]  # as _HEADER has seen
    parts.split(subject, [(Role.SET_APART, 0, begins), (Role.PARAGRAPH, begins, len(text))])
    found[subject].why = Why.MAIL
    found[subject + 1].line = replace(found[subject + 1].line, style="title")
    return max(seen) + 2


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


def _reaches(found: list[Part], place: int) -> bool:
    """Whether an address or a number is in the few lines of a contact."""
    return any(_REACHED.search(part.text) and count(part.text) <= 20 for part in found[place : place + 4])


# --- wires


def _wire(parts: Parts) -> None:
    found = parts.all
    last = max((place for place, part in enumerate(found) if part.is_text), default=0)
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
            _WIRE.fullmatch(text)
            and (not text.strip("()").isalpha() or text.isupper() or text.startswith("("))
            and place
        ):
            _apart([part], Why.WIRE)
        elif place >= last - 3 and _SOURCE.fullmatch(text) and count(text) <= 20:
            _apart([part], Why.SOURCE)
