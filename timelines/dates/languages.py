"""Dates of other languages, word by word in English: months, weekdays and eras are CLDR's, from Babel.

The parser reads the English; what it doesn't know stays a word that no date uses, so the text stays a label.
"""

import re
import unicodedata
from functools import cache

from babel import Locale

from .words import MONTHS, WEEKDAYS

LANGUAGES = ("es", "fr", "de", "uk", "ar")
# What dates have besides; English → the words of each language, parted by "|". "" for those that English leaves out.
_WORDS: dict[str, dict[str, str]] = {
    "es": {
        "": "de|del|el|la|los|las|en|a las|a la|h|horas",
        "to": "a|al|hasta",
        "and": "y",
        "about": "hacia|alrededor de|cerca de|aproximadamente",
        "early": "a principios de|principios de|comienzos de|a comienzos de|inicios de",
        "mid": "a mediados de|mediados de",
        "late": "a finales de|finales de|fines de|a fines de",
        "since": "desde",
        "before": "antes de|antes del",
        "after": "después de|después del",
        "between": "entre",
        "spring": "primavera",
        "summer": "verano",
        "autumn": "otoño",
        "winter": "invierno",
        "yesterday": "ayer",
        "today": "hoy",
    },
    "fr": {
        "": "le|la|les|l'|de|du|des|en|à|au",
        "1st": "1er",
        "to": "jusqu'au",
        "and": "et",
        "about": "vers|environ|autour de|autour du",
        "early": "début|au début de|au début du",
        "mid": "mi|à la mi|milieu",
        "late": "fin|à la fin de|à la fin du",
        "since": "depuis|depuis le|dès",
        "before": "avant|avant le",
        "after": "après|après le",
        "between": "entre",
        "spring": "printemps",
        "summer": "été",
        "autumn": "automne",
        "winter": "hiver",
        "yesterday": "hier",
        "today": "aujourd'hui",
    },
    "de": {
        "": "am|im|vom|von|der|den|dem|des|die|das|um|uhr|jahr|jahre",
        "to": "bis|bis zum",
        "and": "und",
        "about": "etwa|gegen|rund|ungefähr|circa|ca.",
        "early": "anfang",
        "mid": "mitte",
        "late": "ende",
        "since": "seit|ab",
        "before": "vor|vor dem",
        "after": "nach|nach dem",
        "between": "zwischen",
        "spring": "frühling|frühjahr",
        "summer": "sommer",
        "autumn": "herbst",
        "winter": "winter",
        "yesterday": "gestern",
        "today": "heute",
    },
    "uk": {
        "": "року|році|рік|р.|у|в|о|об",
        "to": "до|по",
        "and": "і|й|та",
        "about": "близько|приблизно|орієнтовно",
        "early": "на початку|початок",
        "mid": "у середині|в середині|середина",
        "late": "наприкінці|кінець|у кінці|в кінці",
        "since": "з|із|від",
        "before": "перед",
        "after": "після",
        "between": "між",
        "spring": "весна|навесні|весни",
        "summer": "літо|влітку|літа",
        "autumn": "осінь|восени|осені",
        "winter": "зима|взимку|зими",
        "yesterday": "вчора|учора",
        "today": "сьогодні",
    },
    "ar": {
        "": "في|من|عام|سنة|يوم|الموافق|شهر",
        "to": "إلى|حتى",
        "and": "و",
        "about": "حوالي|نحو",
        "early": "أوائل|مطلع|بداية",
        "mid": "منتصف",
        "late": "أواخر|نهاية",
        "since": "منذ",
        "before": "قبل",
        "after": "بعد",
        "between": "بين",
        "spring": "ربيع",
        "summer": "صيف",
        "autumn": "خريف",
        "winter": "شتاء",
        "yesterday": "أمس",
        "today": "اليوم",
    },
}
_ERAS = {
    "es": {"b.c.": "a. de c.|a. c.|a.c.|a. e. c.|antes de cristo"},
    "fr": {"b.c.": "avant j.-c.|av. j.-c.|avant jésus-christ"},
}
_ERAS |= {
    "de": {"b.c.": "v. chr.|v.chr.|vor christus"},
    "uk": {"b.c.": "до н. е.|до н.е."},
    "ar": {"b.c.": "ق.م|ق. م|قبل الميلاد"},
}
_AD = {"es": "d. c.|d.c.", "fr": "ap. j.-c.", "de": "n. chr.|n.chr.", "uk": "н. е.|н.е.", "ar": "ميلادي|م"}


@cache
def _names(language: str) -> dict[str, str]:
    """Map the words of a language to English."""
    locale = Locale.parse(language)
    found = {_plain(word): english for english, words in _WORDS[language].items() for word in words.split("|")}
    for kinds, names, first in ((locale.months, MONTHS, 1), (locale.days, WEEKDAYS, 0)):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in kinds[context][width].items():
                    found.setdefault(_plain(name), names[number - first])
    found |= {_plain(word): "b.c." for word in _ERAS[language]["b.c."].split("|")}
    found |= {_plain(word): "a.d." for word in _AD[language].split("|")}
    shortened = {word.rstrip("."): english for word, english in found.items() if len(word) > 3}
    return {word: english for word, english in (shortened | found).items() if word}


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    text = "".join(ch for ch in text if unicodedata.category(ch) != "Cf")  # marks of direction
    return "".join(str(unicodedata.digit(ch)) if ch.isdigit() else ch for ch in text).replace("،", ",")


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = sorted(_names(language), key=len, reverse=True)
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, words))})(?![^\W\d_])")


def in_english(text: str, language: str, *, alone: bool = False) -> str:
    """Return a text of that language with its words for dates in English; "" if it has none.

    `alone`: "" also if it has words of another language ("Aug. 6 or so": "So" is Sunday in German).
    """
    names, plain = _names(language), _plain(text)
    if alone and re.search(r"[^\W\d_]{2}", _pattern(language).sub("", plain)):
        return ""
    if language == "fr":
        plain = re.sub(r"\bau (?=\d)", " to ", plain)  # "du 6 au 9 août", not "au printemps"
    english, count = _pattern(language).subn(lambda word: f" {names[word[0]]} ", plain)
    if not count and not re.search(r"\d[/.]\d", plain):
        return ""
    english = re.sub(r"(?<=\d)\.(?=[\s–-]|$)", " ", english)  # "6. August"
    english = re.sub(r"\bsince (.*) to ", r"from \1 to ", english)
    return " ".join(english.split())
