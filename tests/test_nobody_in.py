"""Nobody in: every address of the desk and every verb, for everybody who may knock.

The tables say who may; every address of the admin site must be in one of them, so that a new one cannot be forgotten.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import get_resolver, reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.error_reports import actions as report_actions
from articles.models import Article, BodyReference, Byline, Section, StyleRule
from newsroom.mail.actions import queue
from newsroom.people.invitations import invite
from newsroom.people.models import Invitation
from newsroom.publishing import actions, clock
from newsroom.publishing.admin.bulk import BULK
from newsroom.publishing.admin.forms import PAGES
from newsroom.publishing.models import AuditEntry, canonical
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    StandingPageFactory,
    TagFactory,
    text,
)
from tests.fronts.factories import AlertFactory, ContainerFactory
from tests.images.factories import PictureFactory
from tests.media.factories import MediaFileFactory
from tests.people import administrator, editor, journalist
from tests.publishing.conftest import NINE
from tests.timelines.factories import TimelineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# --- the tables ----------------------------------------------------------------------------------

# What each role may do with rows that are not published. Nobody else may anything: not a reader with an account.
ROWS = """
    model                               journalist        editor                    administrator
    articles.section                    view              view,add,change           view,add,change,delete
    articles.author                     view              view,add,change           view,add,change,delete
    articles.tag                        view,add          view,add,change           view,add,change,delete
    articles.stylerule                  view              view,add,change,delete    view,add,change,delete
    articles.errorreport                -                 view,change               view,change,delete
    images.picture                      view,add,change   view,add,change,delete    view,add,change,delete
    media.mediafile                     view,add,change   view,add,change,delete    view,add,change,delete
    timelines.event                     view              view                      view
    archive.redirect                    view              view,add,change,delete    view,add,change,delete
    fronts.container                    -                 view,add,change           view,add,change
    fronts.alert                        -                 view,add,change           view,add,change
    auth.user                           -                 -                         view,add,change
    auth.group                          -                 -                         view
    people.invitation                   -                 -                         view,add
    mail.mail                           -                 -                         view
    publishing.auditentry               -                 view                      view
    django_tasks_database.dbtaskresult  -                 -                         -
    axes.accessattempt                  -                 -                         -
    axes.accesslog                      -                 -                         -
    axes.accessfailurelog               -                 -                         -
    otp_totp.totpdevice                 -                 -                         -
    otp_static.staticdevice             -                 -                         -
"""

# What may be done with a story or a timeline: edit it, read it at the desk, know of it but not open it (shut), or nothing.
PUBLISHED = """
    state     owner   shared   stranger   editor   administrator
    draft     edit    edit     -          edit     edit
    live      edit    edit     read       edit     edit
    sealed    shut    shut     shut       shut     edit
"""

# In which states each verb's page opens: d(raft), l(ive), s(ealed).
VERBS = """
    verb          owner   shared   stranger   editor   administrator
    submit        dl      dl       -          dl       dls
    restore       dl      dl       -          dl       dls
    take_back     dl      -        -          -        -
    bin           dl      dl       -          dl       dls
    unbin         dl      dl       -          dl       dls
    approve       -       -        -          dl       dls
    send_back     -       -        -          dl       dls
    publish       -       -        -          dl       dls
    move          -       -        -          dl       dls
    unschedule    -       -        -          dl       dls
    unpublish      -       -        -          dl       dls
    fix_live      -       -        -          dl       dls
    correct       -       -        -          dl       dls
    set_embargo   -       -        -          dl       dls
    take_down     -       -        -          -        dls
"""

# Addresses that belong to no model: who gets a page, or is answered once something is sent.
ELSEWHERE = """
    address                            reader   journalist   editor   administrator
    index                              -        page         page     page
    login                              page     -            -        -
    logout                             -        -            -        -
    password_change                    -        page         page     page
    password_change_done               -        page         page     page
    jsi18n                             -        page         page     page
    autocomplete                       -        shut         shut     shut
    look_as_of                         -        shut         page     page
    calendar                           -        page         page     page
    calendar_move                      -        shut         page     page
    palette                            -        page         page     page
    runbook                            -        shut         shut     page
    change_views                       -        sent         sent     sent
    profile                            -        page         page     page
    profile_sessions                   -        sent         sent     sent
    one_time_codes                     -        page         page     page
    one_time_codes_remove              -        page         page     page
    recovery_codes                     -        page         page     page
    timelines_timeline_reading         -        page         page     page
    timelines_timeline_scale           -        sent         sent     sent
    timelines_timeline_import          -        page         page     page
    articles_article_copy              -        page         page     page
    articles_article_duplicate         -        sent         sent     sent
    articles_article_previews          -        sent         sent     sent
    articles_article_paste             -        sent         sent     sent
    articles_article_convert           -        sent         sent     sent
    articles_article_titles            -        sent         sent     sent
    articles_article_events            -        sent         sent     sent
    articles_article_source            -        sent         sent     sent
    articles_article_templates         -        page         page     page
    articles_article_use_as_template   -        sent         sent     sent
    articles_article_stop_using_as_template  -  sent         sent     sent
    articles_article_timeline_events   -        sent         sent     sent
    articles_article_suggested_timelines -      sent         sent     sent
    articles_article_colleagues        -        page         page     page
    articles_standingpage_colleagues   -        page         page     page
    timelines_timeline_colleagues      -        page         page     page
    notes_note_colleagues              -        page         page     page
    fronts_container_colleagues        -        shut         page     page
    fronts_alert_colleagues            -        shut         page     page
    articles_tag_merge                 -        shut         page     page
    archive_redirect_import            -        shut         page     page
    archive_redirect_export            -        page         page     page
    fronts_container_overview          -        shut         page     page
    fronts_container_put               -        shut         page     page
    fronts_container_take_off          -        sent         sent     sent
    fronts_container_undo_put          -        sent         sent     sent
    fronts_alert_raise                 -        sent         sent     sent
    fronts_alert_lower                 -        sent         sent     sent
    images_picture_choices             -        page         page     page
    images_picture_running_out         -        page         page     page
    images_picture_upload_many         -        page         page     page
    images_picture_correct             -        page         page     page
    images_picture_replace             -        page         page     page
    images_picture_take_down           -        shut         shut     page
    images_picture_open_sealed         -        shut         shut     page
    media_mediafile_upload             -        sent         sent     sent
    media_mediafile_take_down          -        shut         shut     page
    media_mediafile_open_sealed        -        shut         shut     page
    auth_user_password_change          -        shut         shut     page
    auth_user_leave                    -        shut         shut     page
    otp_totp_totpdevice_config         -        shut         shut     shut
    otp_totp_totpdevice_qrcode         -        shut         shut     shut
    publication_publication_changelist -        shut         shut     page
    publication_publication_preview    -        sent         sent     sent
    app_list                           -        home         home     home
"""

OWN = ("profile", "profile_sessions", "one_time_codes", "one_time_codes_remove", "recovery_codes")
# Pages in front of the desk, for people who can't sign in yet or anymore, and what is answered without a link.
IN_FRONT = {
    "invitation": 404,
    "invitation_accept": 404,
    "one_time_codes_first": 403,
    "password_reset": 200,
    "password_reset_done": 200,
    "password_reset_confirm": 200,
    "password_reset_complete": 200,
}

PUBLISHABLES = ("articles.article", "articles.standingpage", "timelines.timeline", "notes.note")
# Who may is decided in Python, for all kinds alike: one of them stands for the others but in the long run.
ASKED = ["articles.article", *(pytest.param(name, marks=pytest.mark.long) for name in PUBLISHABLES[1:])]
PAGES_OF_A_ROW = {"changelist": "view", "add": "add", "change": "view", "delete": "delete", "history": "view"}
# Pages of one kind alone that ask for the right to edit.
TO_EDIT = {"articles.article": ("suggestions",), "timelines.timeline": ("paste", "import_again")}
# What answers a form that is sent by those who may edit.
TO_SEND = {"articles.article": ("unsaved",)}
# The same for pages that whoever may read it opens; never of a sealed one.
TO_READ = {"timelines.timeline": ("export",), "articles.article": ("share_image",)}
FORM = "csv"
ONE_ROW = "publication.publication"  # its list is its only page
# Pages that whoever may read it opens and writes on.
TO_TALK = {"articles.article": ("notes",)}
# Publishables of the front desk alone: their rows stand in ROWS, and whoever may change them may do with them what is done.
CURATED = ("fronts.container", "fronts.alert")
OF_A_STORY = ("verb", "preview", "compare", "sealed", "keep", "kept", "here", *PAGES_OF_A_ROW)


def table(text: str) -> dict[str, dict[str, str]]:
    """Return rows by their first column, cells by their heading."""
    heading, *rows = (line.split() for line in text.strip().splitlines())
    return {row[0]: dict(zip(heading[1:], row[1:], strict=True)) for row in rows}


def addresses() -> Iterator[str]:
    """Return the name of every address of the desk."""

    def names(patterns: Any) -> Iterator[str]:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from names(pattern.url_patterns)
            elif pattern.name:
                yield pattern.name

    yield from names(admin.site.get_urls())
    yield from (
        name
        for pattern in get_resolver().url_patterns
        if str(pattern.pattern).startswith("admin/") and (name := getattr(pattern, "name", None))
    )


def test_every_address_of_the_desk_and_every_verb_is_in_a_table() -> None:
    told = {*table(ELSEWHERE), *IN_FRONT}
    told |= {f"{model.replace('.', '_')}_{page}" for model in table(ROWS) for page in PAGES_OF_A_ROW}
    told |= {f"{model.replace('.', '_')}_{page}" for model in (*PUBLISHABLES, *CURATED) for page in OF_A_STORY}
    told |= {
        f"{model.replace('.', '_')}_{page}"
        for kinds in (TO_EDIT, TO_SEND, TO_READ, TO_TALK)
        for model, pages in kinds.items()
        for page in pages
    }
    assert sorted(set(addresses()) - told) == []
    assert set(table(VERBS)) == set(PAGES)
    assert {model._meta.label_lower for model in admin.site._registry} == {*table(ROWS), *PUBLISHABLES, ONE_ROW}


# --- who knocks, and where ------------------------------------------------------------------------


def knocking(user: User | None) -> Client:
    client = Client(headers={"origin": "http://testserver"})
    if user:
        client.force_login(user)
    return client


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(db: None) -> dict[str, User]:
    return {
        "reader": User.objects.create_user("reader"),
        "owner": journalist("owner"),
        "shared": journalist("shared"),
        "stranger": journalist("stranger"),
        "editor": editor("the-editor"),
        "administrator": administrator("chief"),
    }


def row_of(model: str, people: dict[str, User]) -> Any:
    """Return a row of that model; None if the tests can't make one."""
    makers: dict[str, Any] = {
        "articles.section": SectionFactory,
        "articles.author": AuthorFactory,
        "articles.tag": TagFactory,
        "articles.stylerule": lambda: StyleRule.objects.create(words="harbour", suggestion="harbor"),
        "articles.errorreport": lambda: _reported(people),
        "images.picture": PictureFactory,
        "media.mediafile": MediaFileFactory,
        "auth.user": lambda: User.objects.create_user("somebody"),
        "auth.group": lambda: Group.objects.create(name="Some group"),
        "people.invitation": lambda: invite(
            Invitation(email="maria@example.org", first_name="Maria", role="Journalist"), people["administrator"]
        ),
        "mail.mail": lambda: queue("password_reset", "maria@example.org"),
        "publishing.auditentry": lambda: _audited(people),
        "timelines.event": lambda: _event(people),
        "fronts.container": ContainerFactory,
        "fronts.alert": AlertFactory,
    }
    return makers[model]() if model in makers else None


def _audited(people: dict[str, User]) -> Any:
    ArticleFactory(owner=people["owner"])
    return AuditEntry.objects.first()


def _reported(people: dict[str, User]) -> Any:
    story = ArticleFactory(owner=people["owner"])
    actions.publish(story, people["editor"])
    return report_actions.send(story.live(clock.now()), what="Wrong", address=None)


def _event(people: dict[str, User]) -> Any:
    timeline = TimelineFactory(owner=people["owner"])
    actions.publish(timeline, people["editor"])
    return timeline.events.first()


@dataclass
class Stories:
    """One publishable in each state, and the state of all of them."""

    by_state: dict[str, Any]

    def said(self) -> list[Any]:
        """Return everything that a denied request must not change."""
        for story in self.by_state.values():
            story.refresh_from_db()
        stored = [(canonical(story.snapshot()), story.review, story.binned_at) for story in self.by_state.values()]
        return [stored, AuditEntry.objects.count(), BodyReference.objects.count()]


def stories_of(model: str, people: dict[str, User]) -> Stories:
    """Return a draft, a live story and a restricted one, all of the owner and shared with one colleague."""
    made = {}
    for state in ("draft", "live", "sealed"):
        if model == "articles.article":
            story: Any = ArticleFactory(owner=people["owner"], headline=f"Secret words {state}")
        elif model == "articles.standingpage":
            story = StandingPageFactory(owner=people["owner"], title=f"Secret words {state}", slug=f"secret-{state}")
        elif model == "timelines.timeline":
            story = TimelineFactory(owner=people["owner"], title=f"Secret words {state}")
        else:
            from tests.publishing.conftest import written

            story = written(f"Secret words {state}", people["owner"])
        story.shared_with.add(people["shared"])
        if state != "draft":
            actions.publish(story, people["editor"])
        if state == "sealed":
            actions.take_down(story, people["administrator"], reason="Court order")
        made[state] = story
    return Stories(made)


ROLES = {"journalist": "stranger", "editor": "editor", "administrator": "administrator"}


# --- what each of them gets ------------------------------------------------------------------------


def to_the_door(response: Any) -> bool:
    return bool(response.status_code == 302 and "/login/" in response["Location"])


def test_nobody_without_a_place_at_the_desk_gets_in(people: dict[str, User], now: Any) -> None:
    anonymous, reader = knocking(None), knocking(people["reader"])
    for name in sorted(set(addresses()) - {"login", "logout", *IN_FRONT}):
        address = address_of(name)
        assert to_the_door(anonymous.get(address)), name
        posted = anonymous.post(address, {"headline": "A text that nobody may lose"})
        assert posted.status_code == 403, name  # as if their session had ended: what they typed is handed back
        assert "A text that nobody may lose" in posted.content.decode()
        assert to_the_door(reader.get(address)), name
        assert to_the_door(reader.post(address)), name


def address_of(name: str, pk: Any = 1) -> str:
    pattern: dict[str, Any] = {"app_list": {"app_label": "articles"}}
    if name in ("look_as_of", "calendar", "change_views", "palette", "runbook", *OWN):
        return reverse(name)
    if name == "calendar_move":
        return reverse(name, args=["articles.article", pk])
    for given in (
        {},
        {"pk": pk},
        {"object_id": pk},
        {"pk": pk, "verb": "publish"},
        {"pk": pk, "form": FORM},
        {"pk": pk, "container": pk, "put": 1},
        {"id": pk},
        {"key": UUID(int=1)},
        pattern.get(name),
    ):
        try:
            return reverse(f"admin:{name}", kwargs=given)
        except Exception:
            continue
    raise AssertionError(f"Say how {name} is addressed.")


@pytest.mark.parametrize("role", ROLES)
def test_rows_open_to_those_who_may(role: str, people: dict[str, User], now: Any) -> None:
    for model in table(ROWS):
        _check_rows(model, role, people)


def _check_rows(model: str, role: str, people: dict[str, User]) -> None:
    may = set(table(ROWS)[model][role].split(",")) - {"-"}
    client, row = knocking(people[ROLES[role]]), row_of(model, people)
    prefix = model.replace(".", "_")
    for page, needed in PAGES_OF_A_ROW.items():
        if row is None and page not in ("changelist", "add"):
            continue
        address = address_of(f"{prefix}_{page}", row.pk if row else None)
        denied = (
            404 if model in CURATED and page == "history" else 403
        )  # who may not find it is told that there is none
        assert client.get(address).status_code == (200 if needed in may else denied), (model, page, "GET")
        if page in ("add", "change"):
            status = client.post(address, {"name": "", "url": "no address"}).status_code
            assert status == (200 if page in may else 403), (model, page, "POST")
    if row is not None and "delete" not in may:
        client.post(address_of(f"{prefix}_delete", row.pk), {"post": "yes"})
        client.post(address_of(f"{prefix}_changelist"), _bulk("delete_selected", row) | {"post": "yes"})
        assert type(row)._base_manager.filter(pk=row.pk).exists()


def _bulk(action: str, *rows: Any) -> dict[str, Any]:
    return {"action": action, "_selected_action": [row.pk for row in rows], "_do": "1", "when": "now"}


@pytest.mark.parametrize("who", ["owner", "shared", "stranger", "editor", "administrator"])
@pytest.mark.parametrize("model", ASKED)
def test_stories_open_to_those_who_may(model: str, who: str, people: dict[str, User], now: Any) -> None:
    stories = stories_of(model, people)
    now.shift(timedelta(minutes=1))
    client, prefix, before = knocking(people[who]), f"admin:{model.replace('.', '_')}", stories.said()
    for state, story in stories.by_state.items():
        may = table(PUBLISHED)[state][who]
        change = reverse(f"{prefix}_change", args=[story.pk])
        pages = [reverse(f"{prefix}_{page}", args=[story.pk]) for page in ("history", "preview")]
        pages.append(reverse(f"{prefix}_compare", args=[story.pk]) + "?old=1&new=1")
        pages += [
            reverse(f"{prefix}_{page}", args=[story.pk, *[FORM] * (page == "export")])
            for page in TO_READ.get(model, ())
        ]
        expected = {"edit": 200, "read": 200, "shut": 403, "-": 404}[may]
        for page in TO_TALK.get(model, ()):
            address = reverse(f"{prefix}_{page}", args=[story.pk])
            assert client.get(address).status_code == expected, (state, page)
            assert client.post(address, {"text": ""}).status_code == expected, (state, page)
        opened = client.get(change)
        assert opened.status_code == (403 if may == "-" else expected), state
        assert ("isn’t shared with you" in opened.content.decode()) == (may == "-"), state
        assert may != "-" or "Secret words" not in opened.content.decode()
        assert (b'name="_save"' in opened.content) == (may == "edit")
        for page in pages:
            status = client.get(page).status_code
            sealed = state == "sealed" and may == "edit"  # the sealed copy opens on its own page, audited
            assert status == expected or (sealed and status in (302, 403, 404)), (state, page)
        for page in TO_EDIT.get(model, ()):
            address = reverse(f"{prefix}_{page}", args=[story.pk])
            refused = 403 if may == "read" else expected
            assert client.get(address).status_code == refused, (state, page)
            assert may == "edit" or client.post(address, {"text": "Aug. 6: News"}).status_code == refused
        for page in TO_SEND.get(model, ()):
            refused = 403 if may == "read" else expected
            assert client.post(reverse(f"{prefix}_{page}", args=[story.pk])).status_code == refused, (state, page)
        asked = client.get(reverse(f"{prefix}_keep"), {"subject": story.pk}).status_code
        assert asked == (403 if may == "read" else expected), state
        here = client.post(reverse(f"{prefix}_here", args=[story.pk])).status_code
        assert here == (403 if may == "read" else expected), state
        typed = {
            "key": str(UUID(int=story.pk)),
            "user": str(people[who].pk),
            "subject": story.pk,
            "serial": 1,
            "typed": [],
        }
        told = client.post(reverse(f"{prefix}_keep"), typed, content_type="application/json").status_code
        assert told == {"edit": 200, "read": 403, "shut": 410, "-": 404}[may], state
        if may != "edit":
            posted = client.post(change, {"_base": "1", "headline": "Words of a stranger", "_publish": "1"})
            assert posted.status_code == 403
            assert "Words of a stranger" in posted.content.decode()
        assert client.get(reverse(f"{prefix}_delete", args=[story.pk])).status_code in (302, 403)
        assert client.post(reverse(f"{prefix}_delete", args=[story.pk]), {"post": "yes"}).status_code in (302, 403)
        assert (client.get(reverse(f"{prefix}_sealed", args=[story.pk])).status_code == 200) == (who == "administrator")
    words, audited, *rest = before
    assert stories.said() == [words, audited + (who == "administrator"), *rest]  # who opens sealed text is on record


@pytest.mark.parametrize("who", ["owner", "shared", "stranger", "editor", "administrator"])
@pytest.mark.parametrize("model", ASKED)
def test_verbs_are_done_by_those_who_may(model: str, who: str, people: dict[str, User], now: Any) -> None:
    stories = stories_of(model, people)
    now.shift(timedelta(minutes=1))
    client, before = knocking(people[who]), stories.said()
    for verb, row in table(VERBS).items():
        for state, story in stories.by_state.items():
            address = reverse(f"admin:{model.replace('.', '_')}_verb", args=[story.pk, verb])
            allowed, hidden = state[0] in row[who], state == "draft" and who == "stranger"
            expected = 200 if allowed else 404 if hidden else 403
            assert client.get(address).status_code == expected, (verb, state)
            if not allowed:
                typed = {"when": "now", "reason": "r", "note": "n", "text": "t", "kind": "note", "revision": "1"}
                assert client.post(address, typed).status_code == expected, (verb, state)
    for state, story in stories.by_state.items():
        if who != "administrator":
            sealed = reverse(f"admin:{model.replace('.', '_')}_sealed", args=[story.pk])
            assert client.post(sealed, {"reason": "Curious"}).status_code == 403, state
    assert stories.said() == before


@pytest.mark.parametrize("model", ASKED)
def test_bulk_actions_are_not_for_journalists(model: str, people: dict[str, User], now: Any) -> None:
    stories = stories_of(model, people)
    now.shift(timedelta(minutes=1))
    address, before = reverse(f"admin:{model.replace('.', '_')}_changelist"), stories.said()
    for who in ("owner", "shared", "stranger"):
        client = knocking(people[who])
        for action in BULK:
            typed = _bulk(f"bulk_{action}", *stories.by_state.values()) | {"revision": "1", "change": "minor"}
            client.post(address, typed)
    assert stories.said() == before


def test_bulk_actions_of_an_editor_leave_sealed_stories_alone(people: dict[str, User], now: Any) -> None:
    stories = stories_of("articles.article", people)
    now.shift(timedelta(minutes=1))
    typed = _bulk("bulk_publish", *stories.by_state.values())
    page = knocking(people["editor"]).post(reverse("admin:articles_article_changelist"), typed).content.decode()
    assert "You don’t have permission to publish this." in page
    assert [bool(story.live(clock.now())) for story in stories.by_state.values()] == [True, True, False]


@pytest.mark.parametrize("who", ["reader", "journalist", "editor", "administrator"])
def test_other_addresses_open_to_those_who_may(who: str, people: dict[str, User], now: Any) -> None:
    story = ArticleFactory()
    picture, media = PictureFactory(), MediaFileFactory()
    device = TOTPDevice.objects.create(user=people["administrator"], name="phone")
    client = knocking(people[ROLES.get(who, who)])
    for name in sorted(set(table(ELSEWHERE)) - {"login", "logout"}):
        expected = table(ELSEWHERE)[name][who]
        row = {"otp": device, "auth": people["owner"], "fronts": story, "calendar": story, "media": media}.get(
            name.partition("_")[0], picture
        )
        response = client.get(address_of(name, row.pk))
        if expected == "-":
            assert to_the_door(response), name
        else:
            assert response.status_code == {"page": 200, "home": 302, "shut": 403, "sent": 405}[expected], name


@pytest.mark.parametrize("name", IN_FRONT)
def test_pages_in_front_of_the_desk_give_nothing_without_a_link(name: str, people: dict[str, User]) -> None:
    given = {"invitation": ["x"], "password_reset_confirm": ["MQ", "set-password"]}.get(name, [])
    for user in (None, people["reader"]):
        client = knocking(user)
        response = client.get(reverse(name, args=given))
        assert response.status_code == IN_FRONT[name]
        assert "new_password1" not in response.text
        assert not to_the_door(client.post(reverse(name, args=given), {"username": "eve", "new_password1": "x"}))
    assert not User.objects.filter(username="eve").exists()


# --- ways around the door ----------------------------------------------------------------------------


def choices(client: Client, model: str, field: str) -> str:
    app, _, name = model.partition(".")
    asked = {"app_label": app, "model_name": name, "field_name": field, "term": "Secret"}
    return str(client.get(reverse("admin:autocomplete"), asked).content.decode())


def test_a_choice_of_stories_gives_no_strangers_draft_away(people: dict[str, User], now: Any) -> None:
    stories_of("articles.article", people)
    stories_of("timelines.timeline", people)
    now.shift(timedelta(minutes=1))
    chosen = [("relatedlink", "story"), ("bodyreference", "article"), ("bodyreference", "timeline")]
    for model, field in ((f"articles.{name}", field) for name, field in chosen):
        assert "Secret words draft" not in choices(knocking(people["stranger"]), model, field)
        assert "Secret words live" in choices(knocking(people["stranger"]), model, field)
        assert "Secret words draft" in choices(knocking(people["owner"]), model, field)


def test_no_list_search_or_filter_gives_a_strangers_draft_away(people: dict[str, User], now: Any) -> None:
    for model in PUBLISHABLES:
        stories_of(model, people)
        address = reverse(f"admin:{model.replace('.', '_')}_changelist")
        asked: list[dict[str, str]] = [{}, {"q": "Secret"}, {"state": "draft"}, {"_popup": "1"}]
        for query in asked:
            response = knocking(people["stranger"]).get(address, query)
            assert "Secret words draft" not in response.content.decode()


def test_no_address_of_something_unpublished_is_given_away_by_its_number(people: dict[str, User], now: Any) -> None:
    for model in ("articles.article", "timelines.timeline"):
        for story in stories_of(model, people).by_state.values():
            for thing in (story, story.head):
                kind = ContentType.objects.get_for_model(thing)
                response = knocking(people["stranger"]).get(f"/admin/r/{kind.pk}/{thing.pk}/")
                assert response.status_code == 404, (model, response.headers.get("Location"))


def test_a_block_of_somebody_elses_story_cannot_be_saved_through_ones_own(people: dict[str, User], now: Any) -> None:
    theirs = ArticleFactory(owner=people["owner"], text="<p>Theirs</p>", authors=[AuthorFactory()])
    mine = ArticleFactory(owner=people["stranger"], text="<p>Mine</p>")
    forged = json.dumps([row | {"fields": {"text": "Forged"}} for row in theirs.body])
    byline = Byline.objects.get(article=theirs)
    typed: dict[str, Any] = {"_base": "1", "headline": "Mine", "kind": "news", "language": "en", "body": forged}
    rows = [{"key": str(byline.pk), "author": AuthorFactory().pk}]
    client, address = knocking(people["stranger"]), f"/admin/articles/article/{mine.pk}/change/"
    client.post(address, typed | {"bylines": json.dumps(rows)})
    client.post(address, typed | {"bylines": "[]", "_base": str(mine.head.number)})
    assert [row["fields"] for row in Article.objects.get(pk=theirs.pk).body] == [{"text": "Theirs"}]
    assert Byline.objects.get(pk=byline.pk, article=theirs).author_id == byline.author_id
    assert theirs.revisions.count() == 1


def test_a_stale_form_over_a_sealed_version_shows_an_editor_nothing_of_it(people: dict[str, User], now: Any) -> None:
    article = ArticleFactory(owner=people["owner"], headline="Sealed headline", text="<p>Sealed text</p>")
    sealed = article.body
    actions.publish(article, people["editor"])
    actions.take_down(article, people["administrator"], reason="Court order")
    article.refresh_from_db()
    article.headline, article.body = "Clean headline", text("<p>Clean</p>")
    article.save()
    actions.save(article, people["administrator"])
    stale = json.dumps([row | {"fields": {"text": ""}} for row in sealed])
    typed: dict[str, Any] = {"_base": "1", "headline": "x" * 300, "body": stale}
    page = knocking(people["editor"]).post(f"/admin/articles/article/{article.pk}/change/", typed).content.decode()
    assert "Restricted" not in page
    assert "Sealed text" not in page
    assert "x" * 300 in page


def test_what_a_colleague_typed_before_the_story_was_shared_no_longer_is_handed_back(people: Any, now: Any) -> None:
    article = ArticleFactory(owner=people["owner"])
    article.shared_with.add(people["shared"])
    client = knocking(people["shared"])
    address = f"/admin/articles/article/{article.pk}/change/"
    assert client.get(address).status_code == 200
    article.shared_with.clear()
    response = client.post(address, {"_base": "1", "headline": "Three paragraphs that must not be lost"})
    assert response.status_code == 403
    assert "Three paragraphs that must not be lost" in response.content.decode()


@pytest.mark.parametrize("page", ["history", "change", "delete"])
def test_an_address_that_is_no_number_is_not_found(page: str, people: dict[str, User]) -> None:
    response = knocking(people["editor"]).get(f"/admin/articles/article/abc/{page}/")
    assert response.status_code in (302, 403, 404)


def test_sections_cannot_be_renamed_by_a_journalists_popup(people: dict[str, User]) -> None:
    section = SectionFactory(name="World")
    address = reverse("admin:articles_section_change", args=[section.pk]) + "?_popup=1&_to_field=id"
    assert knocking(people["owner"]).post(address, {"name": "Mine", "slug": "mine"}).status_code == 403
    assert Section.objects.get(pk=section.pk).name == "World"
