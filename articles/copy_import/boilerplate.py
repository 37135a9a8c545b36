"""What a page shows around a story and is no part of it: buttons, words to its readers, how old it is."""

import re

_TO_READERS = re.compile(
    r"(?:share|tweet|print|e?mail|listen|saved?|comments?|menu|search|log in|copy link|link copied|(?:show|load) (?:more|less)"
    r"|\d{1,3} (?:min|comments|shares))$|(?:story|content|article) continues\b"
    r"|skip to\b|(?:picture|photo|image|slide) \d+ ?(?:of|/) ?\d+$"
    r"|(?:please )?(?:come|check|look) back\b|stay tuned|stay with us|keep (?:reading|checking|up)|follow (?:us|our|the latest|along|live)"
    r"|subscribe|sign up|share this|click here|tap here|scroll|advertisement\b|this (?:is a )?(?:developing|breaking|story)"
    r"|more (?:to come|to follow|details|soon)|updates? (?:to )?(?:follow|will)|for (?:more|updates|the latest)|to be continued",
    re.IGNORECASE,
)
# "2 hours ago", "2h", "3 min read".
AGE = (
    r"(?:(?:an?|\d{1,2}) (?:sec|min|hr|(?:second|minute|hour|day|week|month)s?)s?\.? ago|\d{1,2} ?(?:h|hrs|m|d)(?: ago)?"
    r"|\d{1,2}[ -]min(?:ute)?s? read|reading time: \d{1,2} min(?:ute)?s?|yesterday)"
)
# What a page calls the kind of story, above its headline.
_KICKER = re.compile(
    r"(?:news |the )?(?:analysis|opinion|comment|editorial|explainer|exclusive|breaking(?: news)?|interview|feature|profile|review"
    r"|fact ?(?:box|check)|live|news|long read|watch|special report"
    r"|(?:press|media) release|for immediate release|investigation|world|politics|business|science|sports?|culture)",
    re.IGNORECASE,
)


def speaks_to_readers(text: str) -> bool:
    """ "Come back to this page for updates", "Share": no headline, whatever its end."""
    return bool(_TO_READERS.match(text))


def is_kicker(text: str, headline: str) -> bool:
    """Whether a line above a headline only says what kind of story it is: "Analysis", or few words in capitals above
    others that are not."""
    words = len(text.split())
    shouts = words <= 3 and text.isupper() and not headline.isupper()
    longer = len(headline.split()) >= max(4, words + 1)
    return (shouts and longer) or bool(_KICKER.fullmatch(text.rstrip(":")))
