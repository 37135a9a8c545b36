"""Addresses that are more than a link where they are alone on a line: of a video, a post, a map."""

import re

_PLAYED = re.compile(
    r"https?://(?:[\w-]+\.)?(?:youtube\.com/(?:watch|embed|shorts|live)|youtu\.be|vimeo\.com|dailymotion\.com|(?:twitter|x)\.com/\w+/status"
    r"|instagram\.com/(?:p|reel)|facebook\.com|tiktok\.com/@|bsky\.app/profile|threads\.net/@|soundcloud\.com|open\.spotify\.com"
    r"|datawrapper\.dwcdn\.net|flo\.uri\.sh|ted\.com/talks|t\.me/\w+/\d|google\.com/maps)[^\s<>\"]*"
)


def is_played(text: str) -> bool:
    """Whether a line is the address of something that is shown in its place."""
    return len(text) < 2_000 and bool(_PLAYED.fullmatch(text))
