"""The form at a story's address + report/, and the page after it.

Readers have no cookie for a CSRF token, so the browser's Fetch Metadata or Origin must say that our page sent the form.
"""

from urllib.parse import unquote

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.error_reports.actions import TooMany, send
from articles.models import ArticleRevision
from articles.views import seen_at
from newsroom.delivery.request_clock import TimedRequest
from newsroom.rate_limits import ERROR_REPORT, client_address, in_words, network, spend
from newsroom.text.plain_text import PlainTextInput

LONGEST = 50_000  # bytes of a form


class ErrorReportForm(forms.Form):
    """An error report. `website` is a trap for bots, which people don't see."""

    what = PlainTextInput(
        label=_("What’s wrong?"),
        label_suffix="",
        max_length=2_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("If you know what’s right, tell us that too."),
        error_messages={
            "required": _("Tell us what’s wrong, then send it again."),
            "max_length": _("Please use at most %(limit_value)d characters. You used %(show_value)d."),
        },
    )
    passage = PlainTextInput(
        label=_("Which passage? (optional)"),
        label_suffix="",
        required=False,
        max_length=1_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Copy it from the story."),
    )
    email = forms.EmailField(
        label=_("Your email address (optional)"),
        label_suffix="",
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=_("Only if you’d like a reply. We delete it when we close your report."),
        error_messages={"invalid": _("Enter a valid email address, or leave this blank.")},
    )
    website = forms.CharField(required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report_error(request: TimedRequest, year: str, month: str, day: str, slug: str) -> HttpResponse:
    """Show the form, or queue the report that was sent and redirect to the thanks."""
    revision = _story(request, year, month, day, slug)
    if request.method == "POST":
        response = _taken(request, revision)
        response["Cache-Control"] = "private, no-store"
        return response
    place = f"{revision.get_absolute_url()}report/"
    if unquote(place) != request.path:
        return redirect(place, permanent=True)
    return _form(request, revision, ErrorReportForm())


@require_safe
def report_error_thanks(request: TimedRequest, year: str, month: str, day: str, slug: str) -> HttpResponse:
    """Thank a reader for a report."""
    revision = _story(request, year, month, day, slug)
    return render(request, "articles/report_error_thanks.html", {"story": revision})


def _story(request: TimedRequest, year: str, month: str, day: str, slug: str) -> ArticleRevision:
    revision = seen_at(request, year, month, day, slug)
    if revision is None:
        raise Http404("No story at this address is live.")
    return revision


def _taken(request: TimedRequest, revision: ArticleRevision) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        form = ErrorReportForm({})
        form.errors.clear()
        form.add_error("what", gettext("That’s too long. Please use at most 2,000 characters."))
        return _form(request, revision, form, status=413)
    form = ErrorReportForm(request.POST)
    wait = spend(ERROR_REPORT, network(client_address(request)))
    if wait:
        text = gettext("We’ve had too many reports from your network. Send this one again in %(wait)s.")
        form.add_error(None, text % {"wait": in_words(wait)})
        response = _form(request, revision, form, status=429)
        response["Retry-After"] = str(wait)
        return response
    if not form.is_valid():
        return _form(request, revision, form, status=422)
    if not _from_our_page(request):
        form.add_error(None, gettext("Your browser says another site sent this. If you wrote it, send it again here."))
        return _form(request, revision, form, status=403)
    typed = form.cleaned_data
    if not typed.pop("website"):  # a bot gets the same thanks
        try:
            send(revision, address=client_address(request), **typed)
        except TooMany as refusal:
            form.add_error(None, str(refusal))
            return _form(request, revision, form, status=429)
    return redirect(f"{revision.get_absolute_url()}report/thanks/")


def _form(request: TimedRequest, revision: ArticleRevision, form: ErrorReportForm, status: int = 200) -> HttpResponse:
    return render(request, "articles/report_error.html", {"form": form, "story": revision}, status=status)


def _from_our_page(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin", "")
    return origin in settings.CSRF_TRUSTED_ORIGINS or origin == f"{request.scheme}://{request.get_host()}"
