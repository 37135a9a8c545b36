"""A new story from copy, at the desk: it is pasted or uploaded, what was read is reviewed, then that is saved."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from articles.copy_import import reviewing
from articles.copy_import.choices import chosen
from articles.copy_import.choices import context as choices_context
from articles.copy_import.document import Reading, read_file, read_html, read_text
from articles.copy_import.limits import MAX_BYTES
from articles.copy_import.losses import one_by_one
from articles.copy_import.matching import with_archive
from articles.copy_import.saving import save_draft, take_in_pictures, with_fetched, words_of_text
from articles.models import Article
from newsroom.publishing import clock
from newsroom.publishing.admin.form_recovery import hand_back
from newsroom.publishing.admin.publishable import with_nonce
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.ap_style import newsroom_day

NAME = "articles_article_copy"


class CopyForm(forms.Form):
    """Copy as it comes: pasted, or a file."""

    text = forms.CharField(
        required=False,
        strip=False,
        label="Paste copy",
        widget=forms.Textarea(
            {
                "rows": 16,
                "autofocus": True,
                "data-paste-copy": "id_html",
                "data-pasted": "id_pasted",
                "aria-describedby": "id_text_helptext id_text_told",
            }
        ),
        help_text="From Word, Google Docs, a web page or an email. Keeps headings, lists, bold type and links.",
    )
    html = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    file = forms.FileField(
        required=False,
        label="Or choose a file",
        widget=forms.FileInput({"accept": ".docx,.odt,.rtf,.html,.htm,.md,.txt,.mhtml,.mht,.eml,.csv,.tsv"}),
        help_text=f"A .docx, .odt, .rtf, HTML, Markdown, text, CSV or email (.eml) file of up to {MAX_BYTES // 1024**2} MB. "
        "Includes photos in a .docx or an email.",
    )
    whole = forms.BooleanField(
        required=False,
        label="Import the whole page",
        widget=forms.CheckboxInput({"data-for-pages": "id_file"}),
        label_suffix="",
        help_text="Of a saved web page only the article is imported. Check this for menus and footers, too.",
    )
    pasted = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Read it, so that what cannot be read is said beside it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        today, file, whole = newsroom_day(clock.now()), given.get("file"), bool(given.get("whole"))
        try:
            if file:
                given["reading"] = read_file(file.read(MAX_BYTES + 1), file.name, today, whole=whole)
            elif given.get("html", "").strip():
                given["reading"] = read_html(
                    given["html"], today, whole=whole, pasted=given["pasted"], typed=given["text"]
                )
            elif given.get("text", "").strip():
                given["reading"] = read_text(given["text"], today)
            elif not self.errors:
                self.add_error(None, "Paste a story, or choose a file.")
        except ActionRefused as refusal:
            self.add_error("file" if file else "text", str(refusal))
        return given


class CopyAdmin:
    """For ArticleAdmin: the page of a new story from copy."""

    def get_urls(self: Any) -> list[Any]:
        return [
            path("copy/", self.admin_site.admin_view(self.copy_view), name=NAME),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def copy_view(self: Any, request: HttpRequest) -> HttpResponse:
        """Copy is asked for; then each of its parts is shown, to be given another role; then it is saved as a draft."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if "copy" in request.POST:
            return _reviewed(self, request)
        form = CopyForm(request.POST, request.FILES) if request.method == "POST" else CopyForm()
        if form.is_valid():
            reading = with_archive(form.cleaned_data["reading"], _seen(request), clock.now())
            pictures = reviewing.keep_pictures(take_in_pictures(reading))
            return _review(self, request, reading, reviewing.packed(reading, pictures))
        return _page(self, request, {"form": form})


def _reviewed(desk: Any, request: HttpRequest) -> HttpResponse:
    try:
        read, pictures = reviewing.unpacked(request.POST["copy"])
    except signing.BadSignature:
        return hand_back(request, "This review is more than a day old. Paste the story again.", status=409)
    reading = reviewing.reviewed(read, request.POST)
    if "save" in request.POST:
        try:
            return _saved(desk, request, reading, pictures)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
    return _review(desk, request, reading, request.POST["copy"], request.POST)


def _saved(desk: Any, request: HttpRequest, reading: Reading, pictures: str) -> HttpResponse:
    choices = chosen(reading, request.POST)
    intakes = reviewing.kept_pictures(pictures)
    if choices.fetch:
        intakes = with_fetched(reading, intakes)
    draft = save_draft(
        reading,
        request.user,
        intakes=intakes,
        matches=reviewing.chosen_stories(reading, _seen(request), request.POST),
        make_timeline="timeline" in request.POST,
        choices=choices,
    )
    messages.success(request, f"Saved “{draft.story}” as a draft. Readers won’t see it until you publish it.")
    for note in draft.notes:
        messages.warning(request, note)
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[draft.story.pk]))


def _review(desk: Any, request: HttpRequest, reading: Reading, packed: str, posted: Any = None) -> HttpResponse:
    now = clock.now()
    rows = reviewing.rows(reading, _seen(request), now, posted)
    may_time = request.user.has_perm("timelines.add_timeline")
    timeline = "timeline" in posted if posted and "asked-timeline" in posted else True
    context = {
        "reading": reading,
        "losses": one_by_one(reading.all_losses),
        **choices_context(reading, chosen(reading, posted)),
        "copy": packed,
        "rows": rows,
        "events": len(reading.events) if may_time else 0,
        "timeline": timeline,
        "words": words_of_text(reading, request.user, make_timeline=timeline and may_time),
    }
    return _page(desk, request, context)


def _page(desk: Any, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    scripts: list[Any] = [forms.Script("js/paste_copy.js", type="module")]
    page = {
        **desk.admin_site.each_context(request),
        "title": "Import copy",
        "opts": desk.opts,
        "media": with_nonce(request, forms.Media(js=scripts)),
        **context,
    }
    return TemplateResponse(request, "admin/articles/article/copy.html", page)


def _seen(request: HttpRequest) -> Any:
    """The stories that a related headline may be linked to."""
    return Article.objects.visible_to(request.user, clock.now())
