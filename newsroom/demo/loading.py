"""Load the demo through the actions, each at its own instant of the past.

An interrupted load continues with what is missing; everything from timelines on is one transaction.
"""

import io
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.db import connection, transaction
from PIL import Image

from articles import taxonomy
from articles.blocks import BLOCKS, Row
from articles.error_reports import actions as report_actions
from articles.models import Article, Author, Byline, RelatedLink, Section, StandingPage, Tag, TaggedArticle
from articles.models.error_report import Status
from articles.new_story.templates import use_as_template
from articles.planned_day import plan
from newsroom.demo import reading
from newsroom.demo.drawing import draw
from newsroom.demo.drawing.sounds import sounded
from newsroom.demo.process import begin
from newsroom.demo.reading import Story, instant
from newsroom.fronts.models import Alert, Container, Slot
from newsroom.fronts.overrides import remember
from newsroom.images import actions as picture_actions
from newsroom.images import renditions
from newsroom.images.models import Picture
from newsroom.images.upload import take_in
from newsroom.media import actions as media_actions
from newsroom.media.models import MediaFile
from newsroom.publication import actions as publication_actions
from newsroom.publication import uploads
from newsroom.publishing import actions, clock
from newsroom.text.ap_style import newsroom_day
from newsroom.text.datetime_field import end_of
from timelines.models import STEP, Event, Timeline

PASSWORD = "newsroom"  # noqa: S105  printed by the command; these people exist in the demo only
CREDIT = "Graphic: The Ellery Lantern"
BEFORE_ALL = "2019-01-07 09:00"  # before the oldest story
FRONTS_MADE = "-2d"
OWNER_DOES = {"edit", "submit"}


def load(*, make_renditions: bool = True, say: Callable[[str], object] = lambda words: None) -> bool:
    """Load what is missing, and report progress to `say`. Return False if there are stories already."""
    if Article.objects.exists():
        return False
    say("Loading the demo: people, sections, tags …")
    now = clock.now().replace(second=0, microsecond=0)
    newsroom = reading.table("newsroom")
    people = {username: _person(username, **person) for username, person in newsroom["people"].items()}
    with _at(BEFORE_ALL, now):
        for path, words in newsroom["sections"].items():
            _section(path, people["administrator"], **words)
        for name, introduction in newsroom["tags"].items():
            if not Tag.objects.filter(name=name).exists():
                taxonomy.add(Tag(name=name, introduction=introduction), people["administrator"])
    say(f"Adding {len(newsroom['pictures'])} photos, maps and charts …")
    _fill_library(newsroom["pictures"], make_renditions)
    _media(people["editor"], now, newsroom)
    say("Writing timelines, stories and fronts …")
    with transaction.atomic():
        with _at(BEFORE_ALL, now):
            _authors(newsroom["people"], people)
        for slug, timeline in reading.table("timelines").items():
            _timeline(slug, people, now, **timeline)
        by_time = [(_began(story, now), story) for story in reading.stories()]
        for began, story in sorted(by_time, key=lambda pair: pair[0]):  # stories link to older ones
            _StoryLoader(story, people, now).load(began)
        _fronts(reading.table("fronts"), people["editor"], now)
        pages = reading.table("pages")
        for slug, page in pages["pages"].items():
            _page(slug, people, now, **page)
        for report in pages["reports"]:
            _report(people["editor"], now, **report)
        with _at(BEFORE_ALL, now):
            _publication(people["administrator"], **reading.table("publication"))
    return True


@contextmanager
def _at(text: str, now: datetime) -> Iterator[datetime]:
    """Act at the instant that `text` means, or now if that is in the future."""
    then = min(instant(text, now), now)
    with clock.pretending(then):
        yield then


def _person(username: str, *, name: str, role: str, **_author: str) -> User:
    first, _, last = name.rpartition(" ")
    fields = {"first_name": first, "last_name": last, "is_staff": True, "password": _hashed(PASSWORD)}
    user, new = User.objects.get_or_create(username=username, defaults=fields)
    if new:
        user.groups.add(Group.objects.get(name=role))
    return user


_hashed = cache(make_password)  # hashing takes a third of a second


def _section(path: str, actor: User, **words: Any) -> None:
    above, _, slug = path.rpartition("/")
    if not Section.objects.filter(path=path).exists():
        parent = Section.objects.get(path=above) if above else None
        taxonomy.add(Section(slug=slug, parent=parent, **words), actor)


def _authors(people: dict[str, Any], users: dict[str, User]) -> None:
    """Give everyone with a bio an author page."""
    for username, person in people.items():
        if "bio" in person and not Author.objects.filter(slug=person["slug"]).exists():
            words = {name: person[name] for name in ("name", "slug", "bio", "email", "social") if name in person}
            portrait = Picture.objects.get(title=f"Portrait: {person['name']}")
            taxonomy.add(
                Author(user=users[username], portrait=portrait, role=person["job"], **words), users["administrator"]
            )


def _fill_library(wanted: list[dict[str, Any]], make_renditions: bool) -> None:
    known = set(Picture.objects.values_list("title", flat=True))
    missing = [picture for picture in wanted if picture["title"] not in known]
    put = partial(put_in_library, make_renditions=make_renditions)
    if connection.in_atomic_block:  # another process would not see what this one has not committed
        for picture in missing:
            put(picture)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=context, initializer=begin) as pool:
        list(pool.map(put, missing))


def put_in_library(picture: dict[str, Any], make_renditions: bool = True) -> None:
    """Upload one picture of newsroom.toml, possibly in another process: a photo, or a graphic that is drawn first."""
    words: Any = {word: picture.get(word, "") for word in ("title", "alt", "caption")}
    if "photo" in picture:  # its credit, source and license come from the file
        file = ContentFile((reading.HERE / "photos" / picture["photo"]).read_bytes(), picture["photo"])
    else:
        drawn = draw(picture["title"], picture["scene"], wide=picture.get("wide", False))
        file, words["credit"] = ContentFile(drawn, f"{picture['scene']}.jpg"), CREDIT
    if "usable_until" in picture:  # such as "+5d": the end of that day
        words["usable_until"] = end_of(newsroom_day(instant(picture["usable_until"], clock.now())))
    with _at(BEFORE_ALL, clock.now()):
        stored = picture_actions.upload(file, User.objects.get(username="editor"), **words)
    if make_renditions and stored.current:
        renditions.make_renditions(stored.current)  # some 16: half a minute of CPU for all pictures
    elif stored.current:
        renditions.write_share_image(stored.current)  # so that the publication of its story finds it


def _media(editor: User, now: datetime, newsroom: dict[str, Any]) -> None:
    for document in newsroom["documents"]:
        _document(editor, now, **document)
    for recording in newsroom["recordings"]:
        _recording(editor, now, **recording)


def _document(editor: User, now: datetime, *, title: str, picture: str) -> None:
    """Upload a picture as a PDF, to print."""
    if MediaFile.objects.filter(title=title).exists():
        return
    file: Any = Picture.objects.to_render().get(title=picture).current
    made = io.BytesIO()
    with file.image.open() as stored, Image.open(stored) as image:
        image.save(made, "PDF", resolution=150, title=title)
    with _at(BEFORE_ALL, now):
        media_actions.upload(ContentFile(made.getvalue(), "plan.pdf"), editor, title=title, credit=CREDIT)


def _recording(editor: User, now: datetime, *, title: str, sound: str, credit: str, transcript: str) -> None:
    """Upload a sound that is computed, as WAV."""
    if MediaFile.objects.filter(title=title).exists():
        return
    with _at(BEFORE_ALL, now):
        media_actions.upload(
            ContentFile(sounded(sound), f"{sound}.wav"), editor, title=title, credit=credit, transcript=transcript
        )


def _publication(
    actor: User,
    *,
    images: dict[str, str],
    section_colors: dict[str, str],
    policies: dict[str, str],
    menu: list[dict[str, Any]],
    footer: list[dict[str, Any]],
    **words: str,
) -> None:
    """Give the publication its face."""
    files = {kind: reading.HERE / "brand" / name for kind, name in images.items()}
    publication_actions.edit(
        actor,
        images={
            kind: uploads.store(kind, take_in(io.BytesIO(file.read_bytes()), file.name)) for kind, file in files.items()
        },
        section_colors={str(Section.objects.get(path=path).pk): color for path, color in section_colors.items()},
        policies={key: StandingPage.objects.get(slug=slug).pk for key, slug in policies.items()},
        menu=[_menu_row(**row) for row in menu],
        footer=[_menu_row(**row) for row in footer],
        **words,
    )


def _menu_row(*, to: str = "", label: str = "", under: bool = False) -> dict[str, Any]:
    kind, _, name = to.partition(" ")
    found: dict[str, Callable[[], object]] = {
        "": lambda: "",
        "place": lambda: name,
        "section": lambda: Section.objects.get(path=name).pk,
        "tag": lambda: Tag.objects.get(name=name).pk,
        "page": lambda: StandingPage.objects.get(slug=name).pk,
    }
    return {"kind": kind, "to": str(found[kind]()), "label": label, "under": under}


def _picture(title: str) -> int:
    return Picture.objects.values_list("pk", flat=True).get(title=title)


def _timeline(slug: str, people: dict[str, User], now: datetime, *, owner: str, published: str, **words: Any) -> None:
    with _at(published, now) as then:
        events = words.pop("events")
        timeline = Timeline.objects.create(slug=slug, owner=people[owner], created_at=then, **words)
        for number, event in enumerate(events, 1):
            if title := event.pop("picture", ""):
                event["picture"] = Picture.objects.get(title=title)
            row = Event(id=_key(slug, number), timeline=timeline, position=number * STEP, **event)
            row.clean()
            row.save()
        timeline.put_in_order()
        actions.save(timeline, people[owner])
        actions.publish(timeline, people["editor"])


def _key(slug: str, part: object) -> Any:
    """Return a stable key, so that anchors are the same in every copy of the demo."""
    return uuid5(NAMESPACE_URL, f"{slug}/{part}")


def _page(
    slug: str, people: dict[str, User], now: datetime, *, published: str, text: str, revised: Any = None, **words: Any
) -> None:
    """Publish a standing page; `revised` is a later change of its text."""
    writer, editor = people["administrator"], people["editor"]
    with _at(published, now) as then:
        body = reading.rich(text)
        page = StandingPage.objects.create(slug=slug, body=body, owner=writer, created_at=then, **words)
        actions.save(page, writer)
        actions.publish(page, editor)
    if revised:
        with _at(revised["at"], now):
            page = StandingPage.objects.get(pk=page.pk)
            page.body = page.body.replace(revised["old"], revised["new"])
            page.save()
            actions.publish(page, editor, revision=actions.save(page, writer), change=revised["change"])


def _report(editor: User, now: datetime, *, story: str, sent: str, taken_up: str = "", **words: str) -> None:
    with _at(sent, now) as then:
        report = report_actions.send(Article.objects.get(slug=story).live(then), address=None, **words)
    if taken_up:
        with _at(taken_up, now):
            report_actions.handle(report, editor, status=Status.LOOKING)


def _began(story: Story, now: datetime) -> datetime:
    """Return when its first version was saved: as its head says, or two hours before it was published."""
    if written := story.head.get("written"):
        return instant(written, now)
    return instant(story.head["published"], now) - timedelta(hours=2)


class _StoryLoader:
    """One story on its way from the writer to the readers."""

    def __init__(self, story: Story, people: dict[str, User], now: datetime) -> None:
        self.story, self.people, self.now = story, people, now
        self.owner = people[story.head["by"][0]]

    def load(self, began: datetime) -> None:
        """Write and save the story, then do what its head says."""
        with clock.pretending(began):
            self.article = self._written()
            actions.save(self.article, self.owner)
            if planned := self.story.head.get("planned"):
                plan(self.article, self.owner, newsroom_day(instant(planned, self.now)))
        if published := self.story.head.get("published"):
            with clock.pretending(instant(published, self.now) - timedelta(minutes=35)):
                actions.submit(self.article, self.owner)
            with _at(published, self.now):
                actions.publish(self.article, self.people["editor"])
        for step in self.story.head.get("then", []):
            self._do(**step)

    def _written(self) -> Article:
        """Create the rows of the working copy."""
        head = self.story.head
        names = ("headline", "kicker", "standfirst", "dateline", "kind", "lead_caption", "lead_alt", "language")
        article = Article.objects.create(
            slug=self.story.slug,
            owner=self.owner,
            created_at=clock.now(),
            section=Section.objects.get(path=head["section"]),
            lead_picture=Picture.objects.get(title=head["picture"]) if "picture" in head else None,
            **{name: head[name] for name in names if name in head},
        )
        for order, username in enumerate(head["by"], 1):
            author = Author.objects.get(user__username=username)
            Byline.objects.create(id=_key(article.slug, username), article=article, author=author, order=order)
        for order, tag in enumerate(head.get("tags", []), 1):
            TaggedArticle.objects.create(content_object=article, tag=Tag.objects.get(name=tag), order=order)
        boxes = {fields["group"] for kind, fields in self.story.blocks if kind == "related"}
        self.links: dict[int, list[dict[str, Any]]] = {group: [] for group in boxes}  # of each box in the text
        for order, link in enumerate(head.get("links", []), 1):
            story = Article.objects.get(slug=link["to"]) if "to" in link else None
            rest = {name: link[name] for name in ("relation", "url", "title") if name in link}
            key = _key(article.slug, f"link {order}")
            if (group := link.get("group", 1)) in boxes:
                self.links[group].append({"key": str(key), "story": story and story.pk, **rest})
            else:
                RelatedLink.objects.create(id=key, article=article, story=story, order=order, **rest)
        article.body = [self._block(number, *block) for number, block in enumerate(self.story.blocks, 1)]
        article.save()
        return article

    def _block(self, number: int, kind: str, fields: dict[str, Any]) -> Row:
        if kind == "figure":
            fields = fields | {"picture": _picture(fields["picture"])}
        elif kind == "gallery":
            photos = [photo | {"picture": _picture(photo["picture"])} for photo in fields["photos"]]
            fields = fields | {"photos": photos}
        elif kind in ("document", "audio"):
            fields = fields | {"file": MediaFile.objects.get(title=fields["file"]).pk}
        elif kind == "timeline":
            fields = fields | {"timeline": Timeline.objects.get(slug=fields["timeline"]).pk}
        elif kind == "related":
            fields = {"title": fields["title"], "items": self.links[fields["group"]]}
        return BLOCKS[kind].cleaned(str(_key(self.story.slug, number)), fields).row

    def _do(self, do: str, at: str, **words: Any) -> None:
        """Do a step of `then`: an action, "edit" or "use_as_template". "due" and "until" are instants, "replace" is (old, new) words."""
        actor = self.owner if do in OWNER_DOES else self.people["editor"]
        for name, argument in (("due", "at"), ("until", "until")):
            if name in words:
                words[argument] = instant(words.pop(name), self.now)
        with _at(at, self.now) as then:
            if "replace" in words:
                old, new = words.pop("replace")
                texts = self.article.adapter.fixable(self.article.live(then).read())
                words["texts"] = {path: text.replace(old, new) for path, text in texts.items() if old in text}
            if do == "edit":
                self._edit(**words)
            elif do == "use_as_template":
                use_as_template(self.article, actor)
            else:
                getattr(actions, do)(self.article, actor, **words)

    def _edit(self, note: str = "", add: str = "", **fields: str) -> None:
        """Change fields of the working copy, or add text at its end, and save."""
        article = Article.objects.get(pk=self.article.pk)
        for name, text in fields.items():
            setattr(article, name, text)
        for number, block in enumerate(reading.blocks(add), len(article.body) + 1):
            article.body.append(self._block(number, *block))
        article.save()
        actions.save(article, self.owner, note=note)


def _fronts(fronts: dict[str, Any], editor: User, now: datetime) -> None:
    for number, words in enumerate(fronts["containers"], 1):
        with _at(FRONTS_MADE, now) as made:
            _container(number, editor, made, now, **words)
    for words in fronts["alerts"]:
        begins, ends = (instant(words.pop(name), now) for name in ("published", "unpublished"))
        story = Article.objects.get(slug=words.pop("story"))
        made = min(begins, now)
        with clock.pretending(made):
            alert = Alert.objects.create(owner=editor, created_at=made, story=story, **words)
            actions.save(alert, editor)
            actions.publish(alert, editor, at=begins if begins > made else None)
            actions.unpublish(alert, editor, at=ends)


def _container(number: int, editor: User, made: datetime, now: datetime, slots: Any = (), **words: Any) -> None:
    for name in ("section", "fill_section"):
        if name in words:
            words[name] = Section.objects.get(path=words[name])
    container = Container.objects.create(owner=editor, created_at=made, **words)
    named: Any = {"story": (Article, "slug"), "timeline": (Timeline, "slug"), "picture": (Picture, "title")}
    for order, slot in enumerate(slots, 1):
        for name in named.keys() & slot.keys():
            model, field = named[name]
            slot[name] = model.objects.get(**{field: slot[name]})
        if "until" in slot:
            slot["until"] = instant(slot["until"], now)
        row = Slot(id=_key("front", f"{number} {order}"), container=container, order=order, **slot)
        remember(row, holds=False)
        row.save()
    actions.save(container, editor)
    actions.publish(container, editor)


def finish_renditions() -> None:
    """Make the renditions that an interrupted load left undone: the demo has no worker."""
    titles = [picture["title"] for picture in reading.table("newsroom")["pictures"]]
    for picture in Picture.objects.filter(title__in=titles, taken_down_at=None).select_related("current"):
        if picture.current and renditions.missing(picture.current):
            renditions.make_renditions(picture.current)
