"""The words by which newsrooms name what is around a story, by language: regular expressions without spaces at the ends.

A language is added by a line in each table. What the structure of copy shows is read from the structure, not from these words.
"""

import re

Words = dict[str, str]

BY: Words = {
    "en": r"(?:(?:story|text|words|written|report(?:ed|ing)?) )?by|authors?|byline",
    "de": "von|autor(?:in)?", "es": "por|autora?", "fr": "par|auteur", "pt": "por", "it": "di", "nl": "door",
    "sv": "av", "da": "af", "uk": "автори?|авторка", "ru": "авторы?",
}  # fmt: skip
JOBS: Words = {
    "en": "reporter|correspondent|writer|editor|journalist|analyst|columnist|contributor",
    "de": "korrespondent(?:in)?|redakteur(?:in)?", "es": "corresponsal|redacción", "fr": "journaliste",
    "it": "inviat[oa]|corrispondente", "uk": "кореспондент(?:ка)?|журналіст(?:ка)?", "ru": "корреспондент|журналист(?:ка)?",
}  # fmt: skip
AGENCIES = (
    r"(?:the )?(?:associated press|ap|reuters|agence france-presse|afp|dpa|apa|efe|ansa|lusa|pap|belga|bloomberg(?: news)?"
    r"|pa media|upi|kyodo(?: news)?|xinhua|pti|tass|ukrinform|укрінформ|унн|interfax(?:-ukraine)?|prnewswire"
    r"|business wire|globe newswire)"
)
PUBLISHED: Words = {
    "en": r"(?:first |last )?(?:published|updated|posted|modified|created|date|written)(?: on| am)?",
    "de": "veröffentlicht|aktualisiert|stand", "fr": "publié|mis à jour", "es": "publicado|actualizado|fecha",
    "it": "pubblicato|aggiornato", "nl": "gepubliceerd|bijgewerkt", "pl": "opublikowano|aktualizacja",
    "uk": "опубліковано|оновлено", "ru": "опубликовано|обновлено",
}  # fmt: skip
SUBJECT: Words = {
    "en": "subject|re|fwd?", "de": "betreff", "fr": "objet", "es": "asunto", "pt": "assunto", "it": "oggetto",
    "nl": "onderwerp", "pl": "temat", "sv": "ämne", "da": "emne", "tr": "konu", "uk": "тема", "ja": "件名",
    "zh": "主题|主旨", "ko": "제목",
}  # fmt: skip
HEADLINE: Words = {
    "en": "headline|title|hed", "de": "überschrift|titel", "fr": "titre", "es": "titular|título", "it": "titolo",
    "uk": "заголовок",
}  # fmt: skip
DECK: Words = {
    "en": "sub-?title|sub-?head(?:line)?|standfirst|strapline|dec?k|summary",
    "de": "unterzeile",
    "fr": "chapô",
}
RELEASE: Words = {
    "en": r"for (?:immediate )?release\b.{0,60}|(?:press|media|news) release|embargo(?:ed)?\b.{0,80}"
    r"|not for (?:publication|release)\b.{0,60}",
    "de": "(?:presse|medien)(?:mitteilung|information)|sperrfrist.{0,80}", "fr": "communiqué de presse|sous embargo.{0,80}",
    "es": "nota de prensa|comunicado(?: de prensa)?", "pt": "comunicado de imprensa", "it": "comunicato stampa",
    "nl": "persbericht", "pl": "informacja prasowa|komunikat prasowy", "uk": "прес-?реліз", "ru": "пресс?-?релиз",
}  # fmt: skip
CONTACT: Words = {
    "en": r"(?:(?:press|media|news|public relations|pr|for more information,?|further information)[ -]?)?(?:contacts?"
    r"|inquiries|enquiries)\b(?: info(?:rmation)?)?",
    "de": "(?:presse)?kontakt|ansprechpartner(?:in)?", "fr": "contacts? presse", "es": "contacto(?: de prensa)?",
    "pt": "contacto|contato", "it": "contatti(?: stampa)?|ufficio stampa", "nl": "(?:pers)?contact", "pl": "kontakt dla mediów",
    "uk": "контакти?(?: для змі)?", "ru": "контакты?(?: для сми)?",
}  # fmt: skip
EDITORS: Words = {
    "en": "eds?|editors?|note to eds?(?:itors)?|notes? to editors?|editor[’']?s[’']? notes?",
    "de": r"anm(?:erkung)?\.? d(?:er)?\.? red(?:aktion)?|# dpa-notizblock|## (?:redaktionelle hinweise|orte|internet"
    r"|ansprechpartner)",
    "fr": r"note de la rédaction|n\.?d\.?l\.?r", "es": "nota del editor", "it": r"n\.?d\.?r", "uk": "примітка редакції",
    "ru": "примечание редакции",
}  # fmt: skip
SOURCE: Words = {
    "en": "source", "de": "quelle", "es": "fuente", "it": "fonte", "nl": "bron", "uk": "джерело", "ru": "источник",
}  # fmt: skip
WIRE: Words = {
    "en": r"more(?: to (?:come|follow))?|end(?:s|it)?|xxx|mf", "de": "mehr|schluss", "fr": "suite|fin",
    "es": "sigue|fin", "it": "segue|fine", "pl": "koniec", "uk": "кінець", "ru": "конец",
}  # fmt: skip
RELATED: Words = {
    "en": r"(?:read|see|watch|listen|learn)(?: also| more| next| too| this)+(?: on this(?: story| topic)?)?"
    r"|also (?:read|see)|related(?: (?:stories|articles?|news|reading|coverage|content|links?|posts?|topics?))?"
    r"|more (?:on this(?: story| topic)?|stories|news|coverage|like this)|further reading|recommended(?: reading)?"
    r"|what to read next",
    "de": "lesen sie auch|mehr zum thema|auch interessant", "fr": "(?:à )?lire aussi|sur le même sujet",
    "es": "lea también|lee también|noticias relacionadas", "pt": "leia (?:também|mais)|veja também", "it": "leggi anche",
    "nl": "lees ook", "pl": "czytaj (?:też|także)", "sv": "läs (?:också|mer)", "uk": "читайте (?:також|ще)",
    "ru": "читайте также", "ar": "اقرأ أيضا", "ja": "関連記事", "zh": "相关阅读|延伸阅读",
}  # fmt: skip
PICTURE: Words = {
    "en": "photo(?:graph)?s?|pictures?|images?|illustration|graphic|caption|(?:photo )?credit", "de": "fotos?|bild",
    "es": "fotos?|imagen", "uk": "фото", "ru": "фото",
}  # fmt: skip
# What somebody did for a story, by how its word begins.
DID: Words = {
    "photos": "photo|foto|picture|фото", "video": "video|vídeo|видео|відео",
    "graphics": "graphic|gr[aá]fic|grafik|illustra|infogra|map", "research": "research|recherche",
    "translation": "transl|übersetz|tradu|traduz", "editing": "edit|édit|redaktion|bearbeitung|edici|edição|compiled|produc",
    "writing": "writing|written|words|text|текст", "reporting": "report|contribut|репортаж",
}  # fmt: skip
BUTTONS = (
    r"(?:share|tweet|print|e?mail|listen|saved?|comments?|menu|search|log ?in|sign ?up|subscribe|advertisement"
    r"|(?:picture|photo|image|slide) \d+ ?(?:of|/) ?\d+|copy link|link copied|(?:skip to|follow (?:us|our|the latest|live)"
    r"|(?:click|tap) (?:here|to)|view (?:all|more)|sign up for our|check out (?:more|our)"
    r"|come back|check back|stay tuned|story continues|article continues|continue reading)\b.*)"
)
SPEAKS = "said|says|added|asked|told|wrote|writes|warned|continued|replied|that|http|https"


def any_of(*tables: Words | str) -> str:
    """Return a group that matches the words of each language."""
    pieces = (words for table in tables for words in (table.values() if isinstance(table, dict) else [table]))
    return f"(?:{'|'.join(pieces)})"


def pattern(shape: str, **tables: Words | str) -> re.Pattern[str]:
    """Compile a shape in which «NAME» is the words of a table, whatever their case."""
    for name, table in tables.items():
        shape = shape.replace(f"«{name}»", any_of(table))
    return re.compile(shape, re.IGNORECASE)
