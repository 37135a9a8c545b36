"""The admin of stories, sections, authors and tags."""

from typing import Any, ClassVar, NamedTuple

import taggit.admin
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from articles import headline_index, story_fields, story_links, taxonomy
from articles.blocks import Row
from articles.blocks.body import cleaned
from articles.body_form import BodyField, finder
from articles.copy_import.admin import CopyAdmin
from articles.duplicate import duplicate, what_was_copied
from articles.error_reports import admin as error_reports  # noqa: F401  registers itself
from articles.list_filters import FILTERS, named_in
from articles.models import Article, Author, Byline, Kind, Section, StyleRule, Tag, TaggedArticle
from articles.new_story.admin import NewStoryAdmin
from articles.new_story.sections import usual_section
from articles.notes.actions import write
from articles.notes.admin import NotesAdmin, with_notes
from articles.pages import admin as standing_pages  # noqa: F401
from articles.planned_day import is_plannable, plan
from articles.read_only import facts_of, length_of, text_of, who_may_change
from articles.search.authors import author_names
from articles.search_appearance import SEARCH_AND_SHARING
from articles.sections import section_tree
from articles.story_rows import LISTS
from articles.story_rows_form import StoryRowsForm
from articles.suggestions.admin import SuggestionsAdmin
from articles.tags.admin import TagMergingAdmin
from articles.tags.field import TagsField, put_in_order
from articles.tags.merged import names_today
from articles.usual_first import UsualFirst
from articles.views import article_at
from articles.writing.admin import WritingAdmin
from articles.writing.preview_panel import own_timelines
from newsroom.images import actions as picture_actions
from newsroom.images.chosen_photo import upload_chosen
from newsroom.images.forms import PHOTO_WIDGET, NewPhotoField, NewPhotoInput
from newsroom.images.models import Picture
from newsroom.images.rights import last_day
from newsroom.publishing import clock
from newsroom.publishing.admin import Button, UncountedAdmin, register_button
from newsroom.publishing.admin.autocomplete import show_loaded
from newsroom.publishing.admin.edit_session import edit_session
from newsroom.publishing.admin.form_recovery import BUSY, hand_back
from newsroom.publishing.admin.state import State
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Review
from newsroom.publishing.states import TEMPLATES
from newsroom.search.admin import IndexedListAdmin
from newsroom.search.desk_search import TITLE
from newsroom.search.list_filters import LAST_CHANGE, PUBLICATION, StateFilter
from newsroom.search.models import DeskEntry
from newsroom.search.words import Named
from newsroom.text.ap_style import newsroom_day
from newsroom.text.datetime_field import end_of
from newsroom.text.person_name import name_of
from newsroom.text.plain_text import PlainTextInput, whole_number
from newsroom.text.word_count import WORDS_A_MINUTE
from timelines.models import Event

DUPLICATE = "articles_article_duplicate"
MOST_DUPLICATES = 20  # at once
PHOTO = ("new_picture", "lead_picture", "lead_alt", "lead_caption")


class ArticleForm(StoryRowsForm):
    """A story with an upload of its lead photo, so that filing from a phone takes one page."""

    new_picture = NewPhotoField(
        required=False, label="New photo", widget=NewPhotoInput(PHOTO_WIDGET), help_text="Becomes the lead photo."
    )

    # Of the lead photo, in the library. A form that was opened before a colleague changed them doesn't undo that.
    lead_credit = PlainTextInput(
        required=False,
        max_length=200,
        label="Credit",
        show_hidden_initial=True,
        help_text="As published with the photo: Jane Doe/Agency. Saved in the photo library.",
    )
    lead_until = forms.DateField(
        required=False,
        label="Usable until",
        show_hidden_initial=True,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="The last day on which readers see the photo, here and elsewhere. Leave blank for no limit.",
    )

    # Not `planned_for`: the action `plan` stores it. A form that was opened before a colleague moved it doesn't undo that.
    planned_day = forms.DateField(
        required=False,
        label="Planned for",
        show_hidden_initial=True,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="The day on which the calendar shows this draft. It schedules nothing.",
    )

    # Of a new story: it is added with the first save.
    first_note = PlainTextInput(
        required=False,
        max_length=4000,
        label="Note to colleagues",
        widget=forms.Textarea({"rows": 2, "class": "note-text", "id": "note-text", "spellcheck": "true"}),
        help_text="Added when the story is saved. Readers never see it.",
    )

    body = BodyField()

    class Meta:
        model = Article
        fields = ("headline",)  # the admin uses those in its fieldsets
        widgets: ClassVar = {
            "headline": forms.Textarea(
                {"rows": 1, "class": "headline", "autocapitalize": "sentences", "placeholder": "Headline"}
            ),
            "standfirst": forms.Textarea({"rows": 1, "placeholder": "Deck: one or two sentences"}),
            "lead_caption": forms.Textarea({"rows": 2}),
        }
        field_classes: ClassVar = {"tags": TagsField}

    def __init__(self, *args: Any, **options: Any) -> None:
        instance = options.get("instance")
        extra = story_fields.initial(instance.extra) | {"planned_day": instance.planned_for} if instance else {}
        if instance and (photo := instance.lead_picture):
            extra |= {"lead_credit": photo.credit, "lead_until": last_day(photo)}
        super().__init__(*args, **{**options, "initial": {**extra, **(options.get("initial") or {})}})
        if "headline" in self.fields:  # its length is counted on the page: a browser would cut off what is pasted
            attrs = self.fields["headline"].widget.attrs
            attrs["data-most"] = attrs.pop("maxlength")
        if "body" in self.fields and not self.instance._state.adding:
            written = newsroom_day(self.instance.first_published_at or self.instance.created_at)
            self.fields["body"].widget.attrs["data-story-year"] = written.year  # for a date that is typed without one
            self.fields["body"].widget.attrs["data-story-day"] = (
                written.isoformat()
            )  # for what a timeline has before it
        if self.instance._state.adding and "headline" in self.fields:
            self.fields["headline"].widget.attrs["autofocus"] = True
            self.fields["headline"].widget.attrs["data-select"] = not self.is_bound  # a template’s makes way for typing
        if not self.instance._state.adding:
            self.fields.pop("first_note", None)
        if "tags" in self.fields:
            self.fields["tags"].widget.attrs["data-tags"] = finder(TaggedArticle._meta.get_field("tag"))
        if self.instance.lead_picture_id and "new_picture" in self.fields:
            self.fields["new_picture"].label = "Replace photo"
            self.fields["new_picture"].help_text = "Becomes the lead photo. The one before stays in the library."
        show_loaded(self)

    def clean(self) -> dict[str, Any]:
        """Refuse a new story with nothing in it: nobody would find it again."""
        cleaned = super().clean() or self.cleaned_data
        given = ("headline", "standfirst", "body", "new_picture", "lead_picture")
        if self.instance._state.adding and not self.errors and not any(cleaned.get(name) for name in given):
            raise ValidationError("There’s nothing to save yet. Write a headline or some text.")
        return cleaned

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())

    def clean_body(self) -> list[Row]:
        return cleaned(self.cleaned_data["body"] or [], self.instance.body, draft=True)

    def clean_tags(self) -> list[str]:
        return names_today(self.cleaned_data["tags"])

    def _save_m2m(self) -> None:
        super()._save_m2m()
        if "tags" in self.cleaned_data:
            put_in_order(self.instance, self.cleaned_data["tags"])


class PanelPart(NamedTuple):
    """What is edited together beside the text: on a phone, a sheet of its own."""

    name: str
    fieldsets: list[Any]
    is_open: bool


SHARING = (SEARCH_AND_SHARING, {"fields": ("share_picture",)})
CLOSED = ("Details", SEARCH_AND_SHARING)  # what most stories leave as it is


def panel_of(context: Any) -> list[PanelPart]:
    """Return the parts of the panel: the fieldsets by their names, without the first."""
    _, *fieldsets = context["adminform"]
    named: dict[str, list[Any]] = {}
    for fieldset in fieldsets:
        named.setdefault(fieldset.name, []).append(fieldset)
    return [PanelPart(name, found, is_open=name not in CLOSED) for name, found in named.items()]


@admin.register(Article)
class ArticleAdmin(NewStoryAdmin, CopyAdmin, SuggestionsAdmin, NotesAdmin, WritingAdmin, IndexedListAdmin):
    form = ArticleForm
    fieldsets = (
        (None, {"fields": ("headline", "standfirst", "body")}),
        ("Story", {"fields": ("section", "tags", "bylines", "planned_day")}),
        ("Photo", {"fields": (*PHOTO, "lead_credit", "lead_until", "lead_shape")}),
        ("Related", {"fields": ("related",)}),
        (
            "Details",
            {"fields": ("kicker", "kind", "dateline", "slug", "language", "shared_with", "reports")},
        ),
    )
    autocomplete_fields = ("lead_picture", "share_picture")
    search_fields = ("headline", "slug")
    change_list_template = "admin/articles/article/change_list.html"
    columns: ClassVar = {"photo": "Lead photo", "about": "Section", "people": "Bylines", "words": "Words"}
    orders: ClassVar = {**IndexedListAdmin.orders, TITLE: "Headline"}
    filters: ClassVar = (StateFilter(TEMPLATES), *FILTERS, LAST_CHANGE, PUBLICATION)
    views: ClassVar = (*IndexedListAdmin.views, ("Templates", "state=template"))

    class Media:
        js = [forms.Script("js/suggest_related.js", type="module")]

    def render(self, request: Any, revision: Any) -> HttpResponse:
        return article_at(request, revision, own_timelines(revision, request.user, request.now))

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """Add the fields of other apps; to those who can't change the story, show in words what a script would.

        Its text and photo are shown above these (articles/read_only.py).
        """
        fieldsets = [*super().get_fieldsets(request, obj)]
        if obj and not is_plannable(obj):
            fieldsets = [(name, {**each, "fields": _but_planned(each["fields"])}) for name, each in fieldsets]
        if obj is None or self.has_change_permission(request, obj):
            return [*fieldsets, *story_fields.fieldsets(), SHARING]
        shown = {
            "bylines": "writers",
            "related": "related_stories",
            "reports": "broken_events",
            "planned_day": "planned_for",
        }
        above = {"headline", "standfirst", "kicker", "body", "new_picture"}
        return [
            (
                name,
                {**options, "fields": [shown.get(field, field) for field in options["fields"] if field not in above]},
            )
            for name, options in fieldsets
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Offer the sections that this process remembers."""
        field = super().formfield_for_foreignkey(db_field, request, **options)
        if db_field.name == "section":
            field.initial = lambda: usual_section(request.user.pk)
        if db_field.name == "section" and request.method == "GET":
            sections = sorted(section_tree(request).sections.values(), key=lambda section: section.path or "")  # type: ignore[arg-type]
            field.choices = [("", field.empty_label), *((section.pk, str(section)) for section in sections)]
        return field

    @admin.display(description="Related stories", empty_value="–")
    def related_stories(self, obj: Article) -> str:
        return ", ".join(str(link) for link in obj.related_links.select_related("story"))

    @admin.display(description="Timeline events this story broke", empty_value="–")
    def broken_events(self, obj: Article) -> str:
        return ", ".join(map(str, Event.objects.unsealed().filter(pk__in=obj.reports.values("event"))))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        stories = super().get_queryset(request).select_related("section")
        is_form = str(getattr(request.resolver_match, "url_name", "")).endswith("_change")
        return with_notes(stories.select_related("lead_picture")) if is_form else stories

    def listed(self, rows: QuerySet[Article]) -> QuerySet[Article]:
        return rows.select_related("section", "lead_picture__current").defer("body", "extra")

    def photo_of(self, subject: Article) -> str:
        photo = subject.lead_picture
        return photo.render(shape="1:1").src if photo and photo.current and not photo.taken_down_at else ""

    def about(self, request: HttpRequest, subject: Article) -> list[str]:
        section = subject.section.name if subject.section else ""
        kind = "" if subject.kind == Kind.NEWS else str(subject.get_kind_display())
        return list(filter(None, (section, "" if kind.casefold() == section.casefold() else kind)))

    def people_of(self, request: HttpRequest, subject: Article, entry: DeskEntry) -> list[str]:
        names = {author.pk: author.name for author in author_names(request)}  # type: ignore[arg-type]
        return [names[pk] for pk in entry.filed.get("author", ()) if pk in names]

    def names(self, request: HttpRequest, words: str) -> list[Named]:
        return named_in(request, words)

    def named(self, words: str) -> int | None:
        name = story_links.NAMED.fullmatch(words)
        return whole_number(name["story"]) if name else None

    def as_choice(self, obj: Article) -> dict[str, str]:
        return super().as_choice(obj) | {"headline": str(obj)}

    def choice_details(self, obj: Article) -> list[str]:
        """Return the section, and the day of publication or, for a draft, of its creation."""
        day = newsroom_day(obj.first_published_at or obj.created_at)
        return [*([obj.section.name] if obj.section else []), date_format(day, "N j, Y")]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """Search headlines through their index, or find the story that a link names ("story:1234"). No templates."""
        queryset = queryset.exclude(review=Review.TEMPLATE)
        if name := story_links.NAMED.fullmatch(search_term):
            return queryset.filter(pk=name["story"]), False
        return queryset.filter(headline_index.holding(search_term)), False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_POST(self.duplicate_view))
        return [path("<int:pk>/duplicate/", view, name=DUPLICATE), *super().get_urls()]

    def duplicate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Copy a story into a new draft, and open that."""
        return self._duplicated(request, [self._seen(request, pk)])

    def get_actions(self, request: HttpRequest) -> Any:
        own = {"duplicate": (ArticleAdmin.duplicate_selected, "duplicate", "Duplicate selected")}
        return super().get_actions(request) | (own if self.has_add_permission(request) else {})

    def duplicate_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        return self._duplicated(request, list(queryset[:MOST_DUPLICATES]))

    def _duplicated(self, request: HttpRequest, stories: list[Article]) -> HttpResponse:
        """Open the copy of a story; of several, show the list with what was done."""
        copies = []
        for story in stories:
            try:
                copies.append(duplicate(story, request.user))
            except ActionRefused as refusal:
                messages.error(request, str(refusal))
        if len(copies) == 1:
            messages.success(
                request, f"This is a new draft with the text of “{copies[0]}”. {what_was_copied(request.user)}"
            )
            return HttpResponseRedirect(self._url("change", copies[0].pk))
        if copies:
            messages.success(
                request,
                f"{len(copies)} new drafts of yours, with the texts of those stories. {what_was_copied(request.user)}",
            )
        return HttpResponseRedirect(self._url("changelist"))

    @admin.display(description="Bylines", empty_value="–")
    def writers(self, obj: Article) -> str:
        return ", ".join(str(byline.author) for byline in obj.bylines.select_related("author"))

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        if request.method == "POST":
            try:
                upload_chosen(request, "new_picture")
            except OperationalError:
                return hand_back(request, BUSY, status=503)
        return super().changeform_view(request, *args, **options)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """Add to the form the fields of other apps, the writer to that of a new story, and which lists are empty."""
        added: dict[str, Any] = story_fields.form_fields(request.user)
        if obj is None:
            added["writer"] = Author.objects.filter(user=request.user.pk).first()
        if (session := edit_session(request)) and session.state and (head := session.state.head):
            added["empty"] = {part for part in LISTS if head.content.get(part) == []}  # the working copy equals it
        form = type("ArticleForm", (self.form,), added)
        return super().get_form(request, obj, change=change, **{"form": form, **options})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> Any:
        context |= {"words_a_minute": WORDS_A_MINUTE, "panel": panel_of(context)}
        if (session := edit_session(request)) and session.state and (head := session.state.head):
            shared = reverse("admin:articles_article_share_image", args=[head.subject_id])
            context["share_image"] = f"{shared}?version={head.number}"
        page = super().render_change_form(request, context, *args, **options)
        story = context.get("original")
        if story and not self.has_change_permission(request, story):
            page.template_name = "admin/articles/article/read_only.html"
            page.context_data |= {
                "text": text_of(story, clock.now(), request.user),
                "facts": facts_of(context["panel"]),
                "why": who_may_change(story, request.user),
                **length_of(story),
            }
        return page

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        if photo := form.cleaned_data.get("new_picture"):
            words: dict[str, Any] = {"alt": obj.lead_alt, "caption": obj.lead_caption}
            if isinstance(photo, Picture):
                obj.lead_picture = photo
                missing = {name: text for name, text in words.items() if text and not getattr(photo, name)}
                if missing and photo.uploaded_by == request.user and request.user.has_perm("images.change_picture"):
                    picture_actions.edit(photo, request.user, **missing)
            else:
                obj.lead_picture = picture_actions.upload(photo, request.user, **words)
        if obj.lead_picture:
            _save_credit_and_rights(obj.lead_picture, form, request.user)
        obj.extra = story_fields.changed(obj.extra, form.cleaned_data)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        day = form.cleaned_data.get("planned_day")
        is_given = "planned_day" in form.changed_data or (day and not change)  # the address of a new story may name it
        if is_given and is_plannable(form.instance):
            plan(form.instance, request.user, day)
        if first := form.cleaned_data.get("first_note"):
            write(form.instance, request.user, first)


def _but_planned(fields: Any) -> list[Any]:
    return [field for field in fields if field != "planned_day"]


def _save_credit_and_rights(photo: Picture, form: Any, actor: Any) -> None:
    """Save in the library what was typed about the lead photo on the story's page."""
    given = form.cleaned_data
    if "lead_credit" in form.changed_data:
        picture_actions.edit(photo, actor, credit=given["lead_credit"])
    if "lead_until" in form.changed_data and given["lead_until"] != last_day(photo):
        day = given["lead_until"]
        until = end_of(day) if day else None
        picture_actions.set_rights(photo, actor, usable_from=photo.usable_from, usable_until=until)


def _offer_duplicate(story: Article, state: State, request: HttpRequest) -> Button | None:
    if not request.user.has_perm("articles.add_article"):
        return None
    return Button("duplicate", reverse(f"admin:{DUPLICATE}", args=[story.pk]), "Duplicate", is_next=False)


register_button("articles.article", _offer_duplicate)


class TaxonomyAdmin(UncountedAdmin):
    """Sections, authors and tags. Readers see changes right away, so they are made by actions."""

    def view_on_site(self, obj: Any) -> str:
        return str(obj.get_absolute_url())

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **options)
        except ValidationError as refusal:  # somebody else took a name or address after the form was validated
            return hand_back(request, " ".join(refusal.messages), status=409)
        except ActionRefused as refusal:
            return hand_back(request, str(refusal), status=403)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            stored = taxonomy.edit(type(obj)(pk=obj.pk), request.user, **changes)
        else:
            stored = taxonomy.add(obj, request.user)
        obj.pk = stored.pk


@admin.register(Section)
class SectionAdmin(TaxonomyAdmin):
    list_display = ("name", "path", "order")
    ordering = ("path",)
    search_fields = ("name", "path")
    prepopulated_fields: ClassVar = {"slug": ("name",)}


@admin.register(Author)
class AuthorAdmin(UsualFirst, TaxonomyAdmin):
    named_by = (Byline, "article_id", "author_id")
    list_display = ("name", "account", "email")
    list_select_related = ("user",)
    search_fields = ("name", "slug")
    autocomplete_fields = ("portrait", "user")
    prepopulated_fields: ClassVar = {"slug": ("name",)}

    @admin.display(description="Account", ordering="user", empty_value="")
    def account(self, obj: Author) -> str:
        return name_of(obj.user)


@admin.register(Tag)
class TagAdmin(UsualFirst, TagMergingAdmin, TaxonomyAdmin):
    named_by = (TaggedArticle, "content_object_id", "tag_id")
    list_display = ("name", "slug", "live", "scheduled", "drafts")
    actions = ("merge_into",)
    search_fields = ("name", "slug")
    prepopulated_fields: ClassVar = {"slug": ("name",)}


@admin.register(StyleRule)
class StyleRuleAdmin(UncountedAdmin):
    list_display = ("words", "suggestion", "reason")
    search_fields = ("words", "suggestion")


# Taggit registers its own tags, which are not used here and whose merge page checks no permission.
admin.site.unregister(taggit.admin.Tag)
