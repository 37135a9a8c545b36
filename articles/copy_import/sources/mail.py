"""A mail as a program stores it (.eml): its text, its pictures, and what it is about."""

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from articles.copy_import.limits import MAX_PICTURES, NotCopy, refuse_length
from articles.copy_import.lines import Copy, Line, Loss, Picture, Run, Why, count, tidied
from articles.copy_import.sources import page, text, web

HEADERS = ("Subject", "From", "To", "Cc", "Date")


def is_mail(data: bytes) -> bool:
    """Whether the bytes begin with the headers of a stored mail."""
    head = data[:20_000].replace(b"\r\n", b"\n").partition(b"\n\n")[0].lower()
    return head.count(b"\n") > 1 and b"\nmime-version:" in b"\n" + head and b"\nfrom:" in b"\n" + head


def read(data: bytes) -> Copy:
    """The lines of a mail, its headers above them as they are written there. What is attached and no picture is reported."""
    mail = BytesParser(policy=policy.default).parsebytes(data)
    if not isinstance(mail, EmailMessage):
        raise NotCopy("This mail is damaged. Paste its text.")
    body = mail.get_body(("html", "plain"))
    try:
        written = body.get_content() if body is not None else ""
    except (LookupError, ValueError, AssertionError):
        raise NotCopy("We can’t read the text of this mail. Paste it.") from None
    refuse_length(written)
    if mail["Snapshot-Content-Location"] and page.is_page(written):
        return page.read(written)  # .mhtml: what a browser saves is a mail by its form
    is_html = body is not None and body.get_content_subtype() == "html"
    copy = web.read(written) if is_html else text.read(written)
    for part in mail.iter_attachments():
        name = tidied(part.get_filename() or part.get_content_type())
        content = part.get_payload(decode=True)
        if part.get_content_maintype() == "image" and isinstance(content, bytes) and len(copy.pictures) < MAX_PICTURES:
            copy.lines.append(Line((), picture=len(copy.pictures)))
            copy.pictures.append(Picture(content))
        else:
            copy.losses.append(Loss(Why.MAIL, f"attached: {name}", "at the end"))
    said = [f"{name}: {' '.join(tidied(str(mail[name])).split())}" for name in HEADERS if mail[name]]
    copy.lines[:0] = [Line((Run(row),)) for row in said]
    copy.words += sum(map(count, said))
    return copy
