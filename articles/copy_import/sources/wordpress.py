"""What WordPress's classic editor writes: HTML without paragraphs, and shortcodes in brackets."""

import re

from articles.copy_import.lines import Loss, Why

_KNOWN = (
    "caption|wp_caption|gallery|embed|video|audio|playlist|youtube|vimeo|tweet|twitter|instagram|soundcloud|dailymotion"
    "|facebook|pullquote|quote|button|ads?|footnote|more|nextpage|toc|map|poll|newsletter|related|contact-form-7"
)
_CODE = re.compile(
    rf"\[(?P<close>/?)(?P<name>(?:{_KNOWN})(?=[\s\]/])|[a-z][\w-]{{1,30}}(?=\s+[\w-]{{1,30}}=))(?P<rest>[^\[\]\n]{{0,500}})\]"
)
_CAPTION = re.compile(r"\[(?:wp_)?caption[^\[\]]{0,300}\](?P<inside>[^\[]{0,2000})\[/(?:wp_)?caption\]")
_EMBED = re.compile(
    r"\[(?:embed|video|audio)[^\[\]]{0,300}\](?P<src>https?://[^\s\[\]]{1,500})\[/(?:embed|video|audio)\]"
)
_PLAYED = "video audio youtube vimeo tweet twitter instagram soundcloud dailymotion facebook".split()
_SRC = re.compile(r"https?://[^\s\"'\[\]<>]{1,500}")
_CLOSING = re.compile(r"\[/([a-z][\w-]{1,30})\]")
_PICTURE = re.compile(r"(?:<a [^<>]{0,500}>)?\s*<img [^<>]{0,1000}>\s*(?:</a>)?")
_TAGS = re.compile(r"</(?:a|strong|em|b|i|p|h[1-6]|blockquote|li|span)>|<img [^<>]{0,1000}>", re.IGNORECASE)
_BLOCK = re.compile(
    r"\s*</?(?:p|h[1-6]|ul|ol|li|div|blockquote|figure|table|tr|td|th|pre|hr|iframe|!--)\b", re.IGNORECASE
)


def is_html(text: str) -> bool:
    """Whether plain text is HTML after all, as a classic editor shows it: it has shortcodes, or tags that are closed."""
    return bool(_CODE.search(text)) or len(_TAGS.findall(text)) > 1 or "<!-- wp:" in text


def with_paragraphs(text: str) -> str:
    """The text as HTML: a blank line parts paragraphs, a line end breaks a line."""
    pieces = re.split(r"\n[ \t]*\n", text)
    return "\n".join(
        piece if _BLOCK.match(piece) else f"<p>{piece.strip()}</p>".replace("\n", "<br>") for piece in pieces
    )


def without_shortcodes(html: str) -> tuple[str, list[Loss]]:
    """The HTML with captions and embeds as elements, and the other shortcodes out of it and reported."""
    if "[" not in html:
        return html, []
    losses: list[Loss] = []

    def figure(found: re.Match[str]) -> str:
        picture = _PICTURE.search(found["inside"])
        caption = found["inside"].replace(picture[0], "", 1) if picture else found["inside"]
        return f"<figure>{picture[0] if picture else ''}<figcaption>{caption.strip()}</figcaption></figure>"

    def dropped(found: re.Match[str]) -> str:
        if not found["close"] and found["name"] in _PLAYED and (src := _SRC.search(found["rest"])):
            return f'<iframe src="{src[0]}"></iframe>'
        if not found["close"]:
            losses.append(Loss(Why.ELEMENT, found[0]))
        return ""

    html = _CAPTION.sub(figure, html)
    html = _EMBED.sub(r'<iframe src="\g<src>"></iframe>', html)
    html = _CODE.sub(dropped, html)
    closed = {re.escape(name) for name in _CLOSING.findall(html)}  # of page builders
    return re.sub(rf"\[(?P<close>/?)(?P<name>{'|'.join(closed)})\]", dropped, html) if closed else html, losses
