"""Fill the archive: sections, authors, tags, pictures and timelines through the verbs, stories as rows.

The rows are those that the verbs would have left (a test has the verbs derive them again and finds nothing to
change), but written by the thousand. Only the audit log stays empty: nobody did what it would tell.
"""

import multiprocessing
import random
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import django
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.db import connection, models, transaction
from django.db.models import Max

from articles import references, snapshots, stored_html, taxonomy
from articles.blocks import body
from articles.headline_index import words_in
from articles.models import (
    Address,
    Article,
    ArticleCorrection,
    ArticleReference,
    ArticleRevision,
    ArticleTransition,
    Author,
    BodyReference,
    Byline,
    BylineListing,
    HeadlineWord,
    RelatedLink,
    Section,
    Tag,
    TaggedArticle,
    TagListing,
    TimelineListing,
)
from articles.models.revision import Role
from newsroom import roles
from newsroom.demo.drawing import draw
from newsroom.fronts.models import Container
from newsroom.images import actions as picture_actions
from newsroom.images import renditions
from newsroom.images.models import Picture
from newsroom.publishing import actions, clock, generation
from newsroom.publishing.actions.base import tell_database
from newsroom.publishing.intervals import Due, Span, spans
from newsroom.publishing.models import Change, Content, Correction, Review, canonical, fingerprint
from newsroom.search import desk_index, index
from newsroom.search import postgresql as search_on_postgresql
from newsroom.text.ap_style import newsroom_day
from tests.bench.archive.pictures import invent
from tests.bench.archive.stories import BEGAN, Shelf, Story, share, tell
from tests.bench.archive.words import SECTIONS, TAGS, WRITERS, Voice
from timelines.models import STEP, Event, Timeline

OWNER, EDITOR = "archive-writer", "archive-editor"  # nobody can sign in as either
BATCH = 1_000
LINKED = 5_000  # stories, the last that were added: links lead to them
MANY = 20_000  # stories, from which on the index on words is built anew rather than added to
SCENES = "kursk city bars pitch".split()
CREDIT = "Illustration: The Archive"
COLUMN: Any = {name: Article._meta.get_field(name).attname for name in snapshots.FIELDS}  # type: ignore[union-attr]


def filled() -> int:
    """How many stories the archive holds."""
    return Article.objects.filter(owner__username=OWNER).count()


def stories_of_people() -> bool:
    """Whether there are stories that no archive brought."""
    return Article.objects.exclude(owner__username=OWNER).exists()


def fill(target: int, *, processes: int = 1, make_renditions: bool = True, invented_pictures: int = 0) -> Iterator[int]:
    """Add stories until those numbered below `target` are there; yields how many are, again and again.

    With `invented_pictures`, so many are there first, and stories that are added show them too.

    A batch is one transaction, so a fill that was stopped goes on where it stopped. What one fill adds, it adds in the
    order of publication, as time would have; several processes (PostgreSQL only) work on neighboring batches. The
    archive ends at the minute of its first fill.
    """
    owner, editor = _person(OWNER), _person(EDITOR)
    until = owner.date_joined.replace(second=0, microsecond=0)
    with clock.pretending(BEGAN):
        shelf = _shelf(owner, editor, make_renditions)
        scenes = list(Picture.objects.to_render().filter(pk__in=shelf.pictures))
        shelf.pictures.extend(invent(invented_pictures, scenes, owner, until))
        _front(owner, editor)
    there = {int(slug.rpartition("-")[2]) for slug in _stories(owner).values_list("slug", flat=True)}
    missing = sorted(set(range(target)) - there, key=share)
    batches = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
    done = len(there)
    with _searched_later() if len(missing) > MANY else nullcontext(), _workers(processes) as each:
        for start in range(0, len(batches), processes):
            some = batches[start : start + processes]
            for added in each(partial(_fill_batch, shelf, owner.pk, editor.pk, until), some):
                shelf.stories.extend(added)
                done += len(added)
            del shelf.stories[:-LINKED]
            yield done
    if missing:
        _analyze()


def _stories(owner: User) -> models.QuerySet[Article]:
    return Article.objects.filter(owner=owner)


@contextmanager
def _workers(processes: int) -> Iterator[Callable[..., Iterable[list[int]]]]:
    """A `map` that works here, or in other processes with connections of their own."""
    if processes == 1:
        yield map
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=django.setup) as pool:
        yield pool.map


def _searched_later() -> AbstractContextManager[None]:
    """Have the words' index built at once at the end, on the database where that is quicker."""
    return search_on_postgresql.without_index() if connection.vendor == "postgresql" else nullcontext()


# --- What stories stand on: a few rows, written by verbs


def _person(username: str) -> User:
    user, new = User.objects.get_or_create(
        username=username, defaults={"last_name": username, "is_staff": True, "date_joined": clock.now()}
    )
    if new:
        user.set_unusable_password()
        user.save()
    user.groups.add(Group.objects.get(name=roles.EDITOR))
    return user


def _shelf(owner: User, editor: User, make_renditions: bool) -> Shelf:
    return Shelf(
        sections=[_section(path, owner).pk for path in SECTIONS],
        authors=[_author(name, owner).pk for name in WRITERS],
        tags=[_tag(name, owner).pk for name in TAGS],
        pictures=[_picture(scene, owner, make_renditions).pk for scene in SCENES],
        timelines=[_timeline(number, owner, editor).pk for number in range(1, 11)],
        stories=sorted(_stories(owner).order_by("-pk").values_list("pk", flat=True)[:LINKED]),
    )


def _section(path: str, owner: User) -> Section:
    above, _, slug = path.rpartition("/")
    parent = Section.objects.get(path=above) if above else None
    found = Section.objects.filter(path=path).first()
    order = list(SECTIONS).index(path)
    return found or taxonomy.add(Section(parent=parent, slug=slug, name=slug.capitalize(), order=order), owner)


def _author(name: str, owner: User) -> Author:
    slug = name.lower().replace(" ", "-")
    found = Author.objects.filter(slug=slug).first()
    return found or taxonomy.add(Author(name=name, slug=slug, bio=f"{name} writes for the archive."), owner)


def _tag(name: str, owner: User) -> Tag:
    return Tag.objects.filter(name=name).first() or taxonomy.add(Tag(name=name), owner)


def _picture(scene: str, owner: User, make_renditions: bool) -> Picture:
    title = f"Archive: {scene}"
    found = Picture.objects.filter(title=title).first()
    if found is None:
        file = ContentFile(draw(title, scene), f"{scene}.jpg")
        found = picture_actions.upload(file, owner, title=title, alt=f"A drawing of a {scene}.", credit=CREDIT)
        if make_renditions and found.current:
            renditions.make_renditions(found.current)
    return found


def _timeline(number: int, owner: User, editor: User) -> Timeline:
    slug = f"archive-timeline-{number}"
    found: Timeline | None = Timeline.objects.filter(slug=slug).first()
    if found:
        return found
    voice = Voice(random.Random(number))
    with transaction.atomic():
        timeline = Timeline.objects.create(title=voice.headline()[:150], slug=slug, owner=owner, created_at=clock.now())
        for place in range(1, 10):
            key = uuid.uuid5(uuid.NAMESPACE_URL, f"{slug}/{place}")
            event: Any = Event(id=key, timeline=timeline, position=place * STEP, date_text=f"March {place * 3}, 2003")
            event.headline, event.body = voice.headline(), f"<p>{voice.sentence()}</p>"
            event.sources = [{"text": f"The {voice.word('body')}", "url": ""}]
            event.clean()
            event.save()
        actions.save(timeline, owner)
        actions.publish(timeline, editor)
    return timeline


def _front(owner: User, editor: User) -> None:
    """A home page with the three newest stories of each section of the first level."""
    if Container.objects.exists():
        return
    with transaction.atomic():
        for section in Section.objects.filter(depth=0):
            container = Container.objects.create(
                owner=owner, created_at=clock.now(), place=section.order * STEP, fill_section=section
            )
            actions.save(container, owner)
            actions.publish(container, editor)


# --- Stories: many rows, written at once


class Rows:
    """Rows of one table, gathered to be written together: `COPY` on PostgreSQL, a batch of INSERTs elsewhere.

    `names` are the columns that differ; the others take the model's defaults; the database numbers the rows
    and works out generated columns.
    Values of JSON columns are given as text.
    """

    def __init__(self, model: type[models.Model], names: str) -> None:
        self.table, named = model._meta.db_table, names.split()
        fields: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}
        rest = {
            name: field
            for name, field in fields.items()
            if name not in named and not field.primary_key and not field.generated
        }
        self.fields = [fields[name] for name in named] + list(rest.values())
        defaults = (field.db_default if field.has_db_default() else field.get_default() for field in rest.values())
        self.constants = tuple(
            canonical(default) if isinstance(field, models.JSONField) else default
            for field, default in zip(rest.values(), defaults, strict=True)
        )
        self.rows: list[tuple[Any, ...]] = []

    def add(self, *values: Any) -> None:
        self.rows.append(values + self.constants)

    def write(self) -> None:
        """Write what was gathered, and forget it."""
        quoted = [connection.ops.quote_name(field.column) for field in self.fields]
        table, columns = connection.ops.quote_name(self.table), ", ".join(quoted)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in self.rows:
                        copy.write_row(row)
            else:
                places = ", ".join(["%s"] * len(self.fields))
                cursor.executemany(
                    f"INSERT INTO {table} ({columns}) VALUES ({places})",
                    [self._prepared(row) for row in self.rows],
                )
        self.rows.clear()

    def _prepared(self, row: tuple[Any, ...]) -> list[Any]:
        return [
            value if isinstance(field, models.JSONField) else field.get_db_prep_save(value, connection)
            for field, value in zip(self.fields, row, strict=True)
        ]


class Tables:
    """Every table that a story has rows in."""

    def __init__(self) -> None:
        interval = "first_published_at live_from live_until"
        columns = " ".join(COLUMN.values())
        self.articles = Rows(Article, f"id owner_id review first_published_at created_at acted_at body {columns}")
        self.revisions = Rows(
            ArticleRevision,
            "id subject_id number based_on_id content sha256 author_id created_at approved_by_id approved_at"
            f" rendered feed {interval} updated_at slug address_day section_id lead_picture_id {' '.join(references.COLUMNS)}",
        )
        self.transitions = Rows(ArticleTransition, "subject_id revision_id at change by_id")
        self.corrections = Rows(ArticleCorrection, "subject_id kind text at by_id")
        self.addresses = Rows(Address, "day slug article_id since")
        self.tag_lines = Rows(TagListing, f"revision_id tag_id {interval}")
        self.byline_lines = Rows(BylineListing, f"revision_id author_id {interval}")
        self.timeline_lines = Rows(TimelineListing, f"revision_id timeline_id {interval}")
        self.references = Rows(
            ArticleReference, "revision_id order role relation picture_id author_id tag_id timeline_id article_id"
        )
        self.bylines = Rows(Byline, "id article_id author_id order")
        self.tagged = Rows(TaggedArticle, "content_object_id tag_id order")
        self.links = Rows(RelatedLink, "id article_id order relation story_id url title leave_out")
        self.body_references = Rows(BodyReference, "story_id order role relation picture_id timeline_id article_id")
        self.headline_words = Rows(HeadlineWord, "article_id word")
        self.searched: list[ArticleRevision] = []

    def write(self) -> None:
        for rows in vars(self).values():
            if isinstance(rows, Rows):
                rows.write()
        index.index_many(Article, self.searched)


@transaction.atomic
def _fill_batch(shelf: Shelf, owner: int, editor: int, until: datetime, numbers: list[int]) -> list[int]:
    """Add the stories of those numbers; returns their keys."""
    stories = [tell(number, shelf, until) for number in numbers]
    articles = _reserve(Article, len(numbers))
    revisions = iter(_reserve(ArticleRevision, sum(len(story.versions) for story in stories)))
    tables = Tables()
    for article, story in zip(articles, stories, strict=True):
        _put(tables, article, story, [next(revisions) for _ in story.versions], owner, editor)
    with clock.pretending(BEGAN):  # triggers refuse a schedule in the past
        tell_database(BEGAN)
        tables.write()
        desk_index.write(list(Article.objects.filter(pk__in=articles)), {})
    generation.bump()
    return articles


def _reserve(model: type[models.Model], count: int) -> list[int]:
    """As many primary keys that nobody else will take: rows of other tables name them."""
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
    last = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
    return list(range(last + 1, last + 1 + count))


def _put(tables: Tables, article: int, story: Story, revisions: list[int], owner: int, editor: int) -> None:
    """All rows of one story."""
    lives = {
        span.revision: span
        for span in spans(
            Due(at, None if version is None else revisions[version], moves_updated=change != Change.MINOR)
            for at, version, change in story.schedule
        )
    }
    head = story.versions[-1]
    first = story.schedule[0][0] if story.schedule else None
    tables.articles.add(
        article,
        owner,
        Review.APPROVED if revisions[-1] in lives else Review.DRAFT,
        first,
        story.written,
        story.schedule[-1][0] if story.schedule else None,
        canonical(head["body"]),
        *(head[name] for name in COLUMN),
    )
    written = story.written
    for number, (revision, content) in enumerate(zip(revisions, story.versions, strict=True), 1):
        life = lives.get(revision)
        if number > 1:
            written = life.live_from - timedelta(minutes=2) if life else story.schedule[-1][0]
        before = revisions[number - 2] if number > 1 else None
        _put_version(tables, article, revision, number, before, content, written, life, owner, editor)
    for at, version, change in story.schedule:
        tables.transitions.add(article, None if version is None else revisions[version], at, change, editor)
    for at, text in story.corrections:
        tables.corrections.add(article, Correction.Kind.CORRECTION, text, at, editor)
    if first:
        tables.addresses.add(newsroom_day(first), head["slug"], article, first)
    for word in {word for version in story.versions for word in words_in(version["headline"], version["slug"])}:
        tables.headline_words.add(article, word)
    _put_working_copy(tables, article, head)


def _put_version(
    tables: Tables,
    article: int,
    revision: int,
    number: int,
    before: int | None,
    content: Content,
    written: datetime,
    life: Span | None,
    owner: int,
    editor: int,
) -> None:
    stored = stored_html.columns_of(content, trusted=True)
    tables.revisions.add(
        revision,
        article,
        number,
        before,
        canonical(content),
        fingerprint(content),
        owner,
        written,
        editor if life else None,
        life.live_from if life else None,
        canonical(stored["rendered"]),
        canonical(stored["feed"]),
        life.first_published_at if life else None,
        life.live_from if life else None,
        life.live_until if life else None,
        life.updated_at if life else None,
        content["slug"],
        newsroom_day(life.first_published_at) if life else None,
        content["section"],
        content["lead_picture"],
        *(content[name] for name in references.COLUMNS),
    )
    named = list(references.named_in(content))
    for order, reference in enumerate(named, 1):
        tables.references.add(
            revision,
            order,
            reference["role"],
            reference.get("relation", ""),
            *(reference.get(f"{target}_id") for target in ("picture", "author", "tag", "timeline", "article")),
        )
    if life:
        tables.searched.append(
            ArticleRevision(
                pk=revision,
                subject_id=article,
                content=content,
                slug=content["slug"],
                address_day=newsroom_day(life.first_published_at),
                first_published_at=life.first_published_at,
                live_from=life.live_from,
                live_until=life.live_until,
            )
        )
        interval = (life.first_published_at, life.live_from, life.live_until)
        for reference in named:
            if reference["role"] == Role.TAG:
                tables.tag_lines.add(revision, reference["tag_id"], *interval)
            elif reference["role"] == Role.BYLINE:
                tables.byline_lines.add(revision, reference["author_id"], *interval)
        for timeline in {each["timeline_id"] for each in named if each["role"] == Role.TIMELINE}:
            tables.timeline_lines.add(revision, timeline, *interval)


def _put_working_copy(tables: Tables, article: int, content: Content) -> None:
    for order, line in enumerate(content["bylines"], 1):
        tables.bylines.add(line["key"], article, line["author"], order)
    for order, line in enumerate(content["tags"], 1):
        tables.tagged.add(article, line["tag"], order)
    for order, link in enumerate(content["related"], 1):
        tables.links.add(
            link["key"],
            article,
            order,
            link["relation"],
            link["story"],
            link["url"],
            link["title"],
            link["leave_out"],
        )
    held = [reference for block in body.blocks(content["body"]) for reference in block.references()]
    for order, reference in enumerate(held, 1):
        targets = (reference.get(f"{target}_id") for target in ("picture", "timeline", "article"))
        tables.body_references.add(article, order, reference["role"], reference.get("relation", ""), *targets)


def _analyze() -> None:
    """Tell the planner what there is now, as the database does by itself some time after a load."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
