"""Dates of other languages, word by word in English: months, weekdays and eras are CLDR's, from Babel.

The parser reads the English; what it doesn't know stays a word that no date uses, so the text stays a label.
"""

import re
import unicodedata
from functools import cache

from babel import Locale

from .words import MONTHS, WEEKDAYS

LANGUAGES = ("es", "fr", "de", "uk", "ar")
READ = (*LANGUAGES, "it", "nl", "pl", "pt", "ru")  # in text without a language; of the last, days alone
# What dates have besides; English → the words of each language, parted by "|", the one that is shown first. "" for those
# that English leaves out.
_WORDS: dict[str, dict[str, str]] = {
    "es": {
        "": "de|del|el|la|los|las|en|a las|a la|h|horas",
        "to": "a|al",
        "until": "hasta",
        "and": "y|e",
        "or": "o|u",
        "possibly": "posiblemente|quizás|tal vez",
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
        "b.c.": "a. de c.|a. c.|a.c.|a. e. c.|antes de cristo",
        "a.d.": "d. c.|d.c.",
    },
    "fr": {
        "": "le|la|les|l'|de|du|des|en|dans|à|au",
        "1st": "1er",
        "until": "jusqu'à|jusqu'au|jusqu'en",
        "and": "et",
        "or": "ou",
        "possibly": "peut-être|sans doute",
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
        "b.c.": "avant j.-c.|av. j.-c.|avant jésus-christ",
        "a.d.": "ap. j.-c.",
    },
    "de": {
        "": "am|im|vom|von|der|den|dem|des|die|das|um|uhr|jahr|jahre",
        "to": "bis|bis zum",
        "and": "und",
        "or": "oder",
        "possibly": "möglicherweise|vielleicht|vermutlich",
        "about": "etwa|gegen|rund|ungefähr|circa|ca.",
        "early": "Anfang",
        "mid": "Mitte",
        "late": "Ende",
        "since": "seit|ab",
        "before": "vor|vor dem",
        "after": "nach|nach dem",
        "between": "zwischen",
        "spring": "Frühling|Frühjahr",
        "summer": "Sommer",
        "autumn": "Herbst",
        "winter": "Winter",
        "yesterday": "gestern",
        "today": "heute",
        "b.c.": "v. chr.|v.chr.|vor christus",
        "a.d.": "n. chr.|n.chr.",
    },
    "uk": {
        "": "року|році|роки|років|рік|рр.|р.|у|в|о|об",
        "to": "до|по",
        "and": "і|й|та",
        "or": "або|чи",
        "possibly": "можливо|ймовірно",
        "about": "близько|приблизно|орієнтовно",
        "early": "на початку|початок",
        "mid": "у середині|в середині|середина",
        "late": "наприкінці|кінець|у кінці|в кінці",
        "since": "з|із|від",
        "before": "раніше|перед",
        "after": "після",
        "between": "між",
        "spring": "весна|навесні|весни",
        "summer": "літо|влітку|літа",
        "autumn": "осінь|восени|осені",
        "winter": "зима|взимку|зими",
        "yesterday": "вчора|учора",
        "today": "сьогодні",
        "b.c.": "до н. е.|до н.е.",
        "a.d.": "н. е.|н.е.",
    },
    "ar": {
        "": "في|من|عام|سنة|يوم|الموافق|شهر|الساعة",
        "to": "إلى",
        "until": "حتى",
        "and": "و",
        "or": "أو",
        "possibly": "ربما",
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
        "b.c.": "ق.م|ق. م|قبل الميلاد",
        "a.d.": "ميلادي|م",
    },
}
_WORDS |= {
    "it": {"": "di|del|il"},
    "nl": {"": "van"},
    "pl": {"": "r.|roku"},
    "pt": {"": "de|do"},
    "ru": {"": "года|г."},
}
# What is shown where the first word that is read would be wrong beside a date.
_SHOWN = {"de": {"until": "bis"}, "uk": {"until": "по", "before": "до", "since": "з"}}


def word(english: str, language: str) -> str:
    """Return the word that a language has for that English one beside a date: "early" is "a principios de" in Spanish."""
    return _SHOWN.get(language, {}).get(english) or _WORDS[language][english].partition("|")[0]


# What isn't word by word: (pattern, replacement), in this order.
_ROMAN = r"(?P<roman>[ivx]+)"
_PHRASES: dict[str, tuple[tuple[str, str], ...]] = {
    "es": (
        (r"(?<=\d)\.?o\b", ""),  # 1.º
        (r"\b(?:los )?(?:años|década de(?: los)?) (\d{3}0)\b", r"\1s"),
        (rf"\bsiglo {_ROMAN}\b", "{century}"),
        (r"\b(\d{1,2})(:\d\d)?(?: h| horas)? de la (?:tarde|noche)\b", r"\1\2 p.m."),
        (r"\b(\d{1,2})(:\d\d)?(?: h| horas)? de la (?:mañana|madrugada)\b", r"\1\2 a.m."),
        (r"\b(\d{1,2}) (?:h|horas)\b", r"\1:00"),
    ),
    "fr": (
        (r"\bmi-(?=[^\W\d])", "mi "),
        (r"\b(?:les )?(?:années|décennie) (\d{3}0)\b", r"\1s"),
        (rf"\b{_ROMAN}e siècle\b", "{century}"),
        (r"\b(\d{1,2}) ?heures?\b(?! \d)", r"\1:00"),
        (r"(?<!jusqu')\bau (?=\d)", " to "),  # "du 6 au 9 août", not "au printemps"
    ),
    "de": (
        (r"\b(?:den )?(\d{3}0)er[- ]jahren?\b", r"\1s"),
        (r"\b(\d{1,2})\. jahrhunderts?\b", r"\1th century"),
        (r"\b(\d{1,2})\.(\d\d) uhr\b", r"\1:\2"),
        (r"\b(\d{1,2}) uhr\b", r"\1:00"),
        (r"\bum (?=\d{3,4}\b)", "etwa "),
    ),
    "uk": (
        (r"\b(\d{3}0)-(?:х|ті|і) (?:роках|роки|років)\b", r"\1s"),
        (rf"\b{_ROMAN} (?:століття|столітті|ст\.?)(?!\w)", "{century}"),
        (r"^до (?!н)", "раніше "),  # "до 2020", not "від 2014 до 2016" and "до н. е."
    ),
    "ar": (
        (r"\bال?قرن (?:ال)?(\d{1,2})\b", r"\1th century"),
        (r"(?<!\w)و(?=[^\W\d_]{3})(?!احد)", "و "),  # "and", which Arabic writes with the next word
    ),
}


def _phrases(text: str, language: str) -> str:
    for pattern, replacement in _PHRASES.get(language, ()):
        if "{century}" in replacement:
            text = re.sub(pattern, lambda found: f"{_number(found['roman'])}th century", text)
        else:
            text = re.sub(pattern, replacement, text)
    return text


def _number(roman: str) -> int:
    """Return the number that Roman numerals are, up to XXXIX."""
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in roman]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


@cache
def _names(language: str) -> dict[str, str]:
    """Map the words of a language to English."""
    locale = Locale.parse(language)
    found = {_plain(word): english for english, words in _WORDS[language].items() for word in words.split("|")}
    for kinds, names, first in ((locale.months, MONTHS, 1), (locale.days, WEEKDAYS, 0)):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in kinds[context][width].items():
                    for form in _forms(_plain(name), language):
                        found.setdefault(form, names[number - first])
    shortened = {word.rstrip("."): english for word, english in found.items() if len(word) > 3}
    return {word: english for word, english in (shortened | found).items() if word}


def _forms(name: str, language: str) -> list[str]:
    """Return a name and the cases of it that CLDR leaves out: Ukrainian's "у серпні", "між серпнем і жовтнем"."""
    forms = [name]
    if language == "uk":
        for genitive, others in (("ня", ("ні", "нем")), ("ого", ("ому", "им")), ("да", ("ді", "дом"))):
            if name.endswith(genitive):
                forms += [name.removesuffix(genitive) + other for other in others]
    return forms


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    text = "".join(ch for ch in text if unicodedata.category(ch) != "Cf")  # marks of direction
    return "".join(str(unicodedata.digit(ch)) if ch.isdigit() else ch for ch in text).replace("،", ",")


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = sorted(_names(language), key=len, reverse=True)
    return re.compile(rf"(?<![^\W\d_])({'|'.join(map(re.escape, words))})\.?(?![^\W\d_])")


def in_english(text: str, language: str, *, alone: bool = False) -> str:
    """Return a text of that language with its words for dates in English; "" if it has none.

    `alone`: "" also if it has words of another language ("Aug. 6 or so": "So" is Sunday in German).
    """
    names, written = _names(language), _plain(text)
    plain = _phrases(written, language)
    if alone and re.search(r"[^\W\d_]{2}", _pattern(language).sub("", written)):
        return ""
    english, count = _pattern(language).subn(lambda found: f" {names[found[1]]} ", plain)
    if not count and plain == written and not re.search(r"\d[/.]\d", plain):
        return ""
    english = re.sub(r"(?<=\d)\.(?=[\s–-]|$)", " ", english)  # "6. August"
    english = re.sub(r"^\s*to ", "until ", english)  # "bis 2020"
    english = re.sub(r"\bsince (.*) to ", r"from \1 to ", english)
    return " ".join(english.split())
