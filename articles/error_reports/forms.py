"""The form for readers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from newsroom.text.plain_text import PlainTextInput


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
