"""Our own words at a timeline, in its language: those on its scale, in its list and of the choices above it.

Every language without a table here has the site's own words: Django's active language.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale
from django.conf import settings
from django.utils import translation

from newsroom.text.languages import primary
from timelines.dates import Names, names_in

# The forms for a number, parted by "|", in this order of CLDR's categories; the last is that of all others.
FORMS = {
    "es": ("one", "other"),
    "fr": ("one", "other"),
    "de": ("one", "other"),
    "uk": ("one", "few", "many"),
    "ar": ("zero", "one", "two", "few", "many", "other"),
}
TABLES: dict[str, dict[str, str]] = {
    "es": {
        "%(num)s event": "%(num)s acontecimiento|%(num)s acontecimientos",
        "%(num)s key event": "%(num)s acontecimiento clave|%(num)s acontecimientos clave",
        "%(events)s from %(first)s to %(last)s": "%(events)s: %(first)s – %(last)s",
        "%(events)s on %(day)s": "%(events)s: %(day)s",
        "%(events)s in %(period)s": "%(events)s: %(period)s",
        "%(events)s; most in %(period)s": "%(events)s; la mayoría en %(period)s",
        "%(num)s year passes": "pasa %(num)s año|pasan %(num)s años",
        "%(num)s month passes": "pasa %(num)s mes|pasan %(num)s meses",
        "%(num)s week passes": "pasa %(num)s semana|pasan %(num)s semanas",
        "%(num)s day passes": "pasa %(num)s día|pasan %(num)s días",
        "Legend": "Leyenda",
        "Exact date": "Fecha exacta",
        "Approximate date": "Fecha aproximada",
        "Period": "Período",
        "Undated": "Sin fecha",
        "Key event": "Acontecimiento clave",
        "Other": "Otros",
        "Skip to the list of events": "Ir a la lista de acontecimientos",
        "Each column is %(time)s, the tallest %(events)s.": "Cada columna: %(time)s; la más alta: %(events)s.",
        "%(events)s, %(num)s without a date": "%(events)s, uno sin fecha|%(events)s, %(num)s sin fecha",
        "Choose events": "Elegir acontecimientos",
        "Events": "Acontecimientos",
        "All events": "Todos",
        "Key events": "Acontecimientos clave",
        "Group": "Grupo",
        "All groups": "Todos los grupos",
        "Order": "Orden",
        "Oldest first": "Más antiguos",
        "Newest first": "Más recientes",
        "Where it happened": "Dónde ocurrió",
        "%(num)s place": "%(num)s lugar|%(num)s lugares",
        "Years of %(title)s": "Años de %(title)s",
        "Link to this event": "Enlace a este acontecimiento",
        "See also:": "Véase también:",
        "Source:": "Fuente:|Fuentes:",
        "Related:": "Relacionado:",
        "Earlier:": "Antes:",
        "See all %(total)s events": "Ver los %(total)s acontecimientos",
    },
    "fr": {
        "%(num)s event": "%(num)s événement|%(num)s événements",
        "%(num)s key event": "%(num)s événement clé|%(num)s événements clés",
        "%(events)s from %(first)s to %(last)s": "%(events)s : %(first)s – %(last)s",
        "%(events)s on %(day)s": "%(events)s : %(day)s",
        "%(events)s in %(period)s": "%(events)s : %(period)s",
        "%(events)s; most in %(period)s": "%(events)s ; la plupart en %(period)s",
        "%(num)s year passes": "%(num)s an passe|%(num)s ans passent",
        "%(num)s month passes": "%(num)s mois passe|%(num)s mois passent",
        "%(num)s week passes": "%(num)s semaine passe|%(num)s semaines passent",
        "%(num)s day passes": "%(num)s jour passe|%(num)s jours passent",
        "Legend": "Légende",
        "Exact date": "Date exacte",
        "Approximate date": "Date approximative",
        "Period": "Période",
        "Undated": "Sans date",
        "Key event": "Événement clé",
        "Other": "Autres",
        "Skip to the list of events": "Aller à la liste des événements",
        "Each column is %(time)s, the tallest %(events)s.": "Chaque colonne : %(time)s ; la plus haute : %(events)s.",
        "%(events)s, %(num)s without a date": "%(events)s, dont un sans date|%(events)s, dont %(num)s sans date",
        "Choose events": "Choisir les événements",
        "Events": "Événements",
        "All events": "Tous",
        "Key events": "Événements clés",
        "Group": "Groupe",
        "All groups": "Tous les groupes",
        "Order": "Ordre",
        "Oldest first": "Les plus anciens d’abord",
        "Newest first": "Les plus récents d’abord",
        "Where it happened": "Où cela s’est passé",
        "%(num)s place": "%(num)s lieu|%(num)s lieux",
        "Years of %(title)s": "Années de %(title)s",
        "Link to this event": "Lien vers cet événement",
        "See also:": "Voir aussi :",
        "Source:": "Source :|Sources :",
        "Related:": "À lire :",
        "Earlier:": "Auparavant :",
        "See all %(total)s events": "Voir les %(total)s événements",
    },
    "de": {
        "%(num)s event": "%(num)s Ereignis|%(num)s Ereignisse",
        "%(num)s key event": "%(num)s Schlüsselereignis|%(num)s Schlüsselereignisse",
        "%(events)s from %(first)s to %(last)s": "%(events)s: %(first)s – %(last)s",
        "%(events)s on %(day)s": "%(events)s: %(day)s",
        "%(events)s in %(period)s": "%(events)s: %(period)s",
        "%(events)s; most in %(period)s": "%(events)s; die meisten: %(period)s",
        "%(num)s year passes": "%(num)s Jahr vergeht|%(num)s Jahre vergehen",
        "%(num)s month passes": "%(num)s Monat vergeht|%(num)s Monate vergehen",
        "%(num)s week passes": "%(num)s Woche vergeht|%(num)s Wochen vergehen",
        "%(num)s day passes": "%(num)s Tag vergeht|%(num)s Tage vergehen",
        "Legend": "Legende",
        "Exact date": "Genaues Datum",
        "Approximate date": "Ungefähres Datum",
        "Period": "Zeitraum",
        "Undated": "Ohne Datum",
        "Key event": "Schlüsselereignis",
        "Other": "Sonstige",
        "Skip to the list of events": "Zur Liste der Ereignisse",
        "Each column is %(time)s, the tallest %(events)s.": "Jede Säule: %(time)s; die höchste: %(events)s.",
        "%(events)s, %(num)s without a date": "%(events)s, eines ohne Datum|%(events)s, %(num)s ohne Datum",
        "Choose events": "Ereignisse wählen",
        "Events": "Ereignisse",
        "All events": "Alle",
        "Key events": "Schlüsselereignisse",
        "Group": "Gruppe",
        "All groups": "Alle Gruppen",
        "Order": "Reihenfolge",
        "Oldest first": "Älteste zuerst",
        "Newest first": "Neueste zuerst",
        "Where it happened": "Wo es geschah",
        "%(num)s place": "%(num)s Ort|%(num)s Orte",
        "Years of %(title)s": "Jahre von %(title)s",
        "Link to this event": "Link zu diesem Ereignis",
        "See also:": "Siehe auch:",
        "Source:": "Quelle:|Quellen:",
        "Related:": "Mehr dazu:",
        "Earlier:": "Zuvor:",
        "See all %(total)s events": "Alle %(total)s Ereignisse",
    },
    "uk": {
        "%(num)s event": "%(num)s подія|%(num)s події|%(num)s подій",
        "%(num)s key event": "%(num)s ключова подія|%(num)s ключові події|%(num)s ключових подій",
        "%(events)s from %(first)s to %(last)s": "%(events)s: %(first)s – %(last)s",
        "%(events)s on %(day)s": "%(events)s: %(day)s",
        "%(events)s in %(period)s": "%(events)s: %(period)s",
        "%(events)s; most in %(period)s": "%(events)s; найбільше: %(period)s",
        "%(num)s year passes": "минає %(num)s рік|минає %(num)s роки|минає %(num)s років",
        "%(num)s month passes": "минає %(num)s місяць|минає %(num)s місяці|минає %(num)s місяців",
        "%(num)s week passes": "минає %(num)s тиждень|минає %(num)s тижні|минає %(num)s тижнів",
        "%(num)s day passes": "минає %(num)s день|минає %(num)s дні|минає %(num)s днів",
        "Legend": "Умовні позначення",
        "Exact date": "Точна дата",
        "Approximate date": "Приблизна дата",
        "Period": "Період",
        "Undated": "Без дати",
        "Key event": "Ключова подія",
        "Other": "Інше",
        "Skip to the list of events": "Перейти до списку подій",
        "Each column is %(time)s, the tallest %(events)s.": "Кожен стовпчик: %(time)s; найвищий: %(events)s.",
        "%(events)s, %(num)s without a date": (
            "%(events)s, %(num)s без дати|%(events)s, %(num)s без дати|%(events)s, %(num)s без дати"
        ),
        "Choose events": "Вибрати події",
        "Events": "Події",
        "All events": "Усі події",
        "Key events": "Ключові події",
        "Group": "Група",
        "All groups": "Усі групи",
        "Order": "Порядок",
        "Oldest first": "Спочатку давніші",
        "Newest first": "Спочатку новіші",
        "Where it happened": "Де це сталося",
        "%(num)s place": "%(num)s місце|%(num)s місця|%(num)s місць",
        "Years of %(title)s": "Роки: %(title)s",
        "Link to this event": "Посилання на цю подію",
        "See also:": "Дивіться також:",
        "Source:": "Джерело:|Джерела:|Джерела:",
        "Related:": "До теми:",
        "Earlier:": "Раніше:",
        "See all %(total)s events": "Усі події: %(total)s",
    },
    "ar": {
        "%(num)s event": "لا أحداث|حدث واحد|حدثان|%(num)s أحداث|%(num)s حدثًا|%(num)s حدث",
        "%(num)s key event": (
            "لا أحداث رئيسية|حدث رئيسي واحد|حدثان رئيسيان|%(num)s أحداث رئيسية|%(num)s حدثًا رئيسيًا|%(num)s حدث رئيسي"
        ),
        "%(events)s from %(first)s to %(last)s": "%(events)s: %(first)s – %(last)s",
        "%(events)s on %(day)s": "%(events)s: %(day)s",
        "%(events)s in %(period)s": "%(events)s: %(period)s",
        "%(events)s; most in %(period)s": "%(events)s؛ معظمها في %(period)s",
        "%(num)s year passes": "تمر %(num)s سنة|تمر سنة|تمر سنتان|تمر %(num)s سنوات|تمر %(num)s سنة|تمر %(num)s سنة",
        "%(num)s month passes": "يمر %(num)s شهر|يمر شهر|يمر شهران|تمر %(num)s أشهر|يمر %(num)s شهرًا|يمر %(num)s شهر",
        "%(num)s week passes": (
            "يمر %(num)s أسبوع|يمر أسبوع|يمر أسبوعان|تمر %(num)s أسابيع|يمر %(num)s أسبوعًا|يمر %(num)s أسبوع"
        ),
        "%(num)s day passes": "يمر %(num)s يوم|يمر يوم|يمر يومان|تمر %(num)s أيام|يمر %(num)s يومًا|يمر %(num)s يوم",
        "Legend": "مفتاح الرموز",
        "Exact date": "تاريخ محدد",
        "Approximate date": "تاريخ تقريبي",
        "Period": "فترة",
        "Undated": "بلا تاريخ",
        "Key event": "حدث رئيسي",
        "Other": "أخرى",
        "Skip to the list of events": "الانتقال إلى قائمة الأحداث",
        "Each column is %(time)s, the tallest %(events)s.": "كل عمود: %(time)s؛ أعلاها: %(events)s.",
        "%(events)s, %(num)s without a date": (
            "%(events)s|%(events)s، واحد منها بلا تاريخ|%(events)s، اثنان منها بلا تاريخ|"
            "%(events)s، %(num)s منها بلا تاريخ|%(events)s، %(num)s منها بلا تاريخ|%(events)s، %(num)s منها بلا تاريخ"
        ),
        "Choose events": "اختيار الأحداث",
        "Events": "الأحداث",
        "All events": "كل الأحداث",
        "Key events": "الأحداث الرئيسية",
        "Group": "المجموعة",
        "All groups": "كل المجموعات",
        "Order": "الترتيب",
        "Oldest first": "الأقدم أولًا",
        "Newest first": "الأحدث أولًا",
        "Where it happened": "أين حدث ذلك",
        "%(num)s place": "لا أماكن|مكان واحد|مكانان|%(num)s أماكن|%(num)s مكانًا|%(num)s مكان",
        "Years of %(title)s": "سنوات %(title)s",
        "Link to this event": "رابط هذا الحدث",
        "See also:": "انظر أيضًا:",
        "Source:": "المصدر:|المصدر:|المصادر:|المصادر:|المصادر:|المصادر:",
        "Related:": "اقرأ أيضًا:",
        "Earlier:": "سابقًا:",
        "See all %(total)s events": "كل الأحداث (%(total)s)",
    },
}


@dataclass(frozen=True)
class Words:
    """The words in `language`, which has a table or is English; or, if it is "", in the site's."""

    language: str

    @property
    def are_english(self) -> bool:
        return (self.language or primary(translation.get_language() or settings.LANGUAGE_CODE)) == "en"

    @property
    def names(self) -> Names:
        """The names of days, months and years beside these words."""
        return names_in(self.language or primary(settings.LANGUAGE_CODE))

    def gettext(self, words: str, /, **values: Any) -> str:
        """Translate, as Django does; values go into %(name)s."""
        found = (
            (words if self.language == "en" else TABLES[self.language][words])
            if self.language
            else translation.gettext(words)
        )
        return found % values if values else found

    def ngettext(self, singular: str, plural: str, num: int, /, **values: Any) -> str:
        """Like `gettext`, in the form for the number `num`, which goes into %(num)s."""
        values = {"num": num, **values}
        if not self.language:
            return translation.ngettext(singular, plural, num) % values
        if self.language == "en":
            return (singular if num == 1 else plural) % values
        forms, categories = TABLES[self.language][singular].split("|"), FORMS[self.language]
        category = Locale.parse(self.language).plural_form(num)
        place = categories.index(category) if category in categories else len(forms) - 1
        return forms[min(place, len(forms) - 1)] % values


def words_in(tag: str) -> Words:
    """Return the words beside a timeline in that language (BCP 47)."""
    return _words(primary(tag), primary(settings.LANGUAGE_CODE))


@cache
def _words(language: str, site: str) -> Words:
    return Words(language if language in TABLES or (language == "en" and site != "en") else "")
