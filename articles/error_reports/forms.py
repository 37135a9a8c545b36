"""The form that readers fill in."""

from django import forms

from newsroom.text.plain_text import PlainTextInput


class ErrorReportForm(forms.Form):
    """What is wrong, where, and how to answer. `website` is for programs: people do not see it."""

    what = PlainTextInput(
        label="What is wrong?",
        label_suffix="",
        max_length=2_000,
        widget=forms.Textarea({"rows": 6}),
        help_text="And what is right, if you know it.",
        error_messages={
            "required": "Write what is wrong, then send it again.",
            "max_length": "Please say it in %(limit_value)d characters; these are %(show_value)d.",
        },
    )
    passage = PlainTextInput(
        label="Which words? (optional)",
        label_suffix="",
        required=False,
        max_length=1_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Copy them from the story.",
    )
    email = forms.EmailField(
        label="Your e-mail address (optional)",
        label_suffix="",
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text="Only if you would like an answer. We delete it once your report is settled.",
        error_messages={"invalid": "This is no e-mail address. Write one such as name@example.org, or leave it empty."},
    )
    website = forms.CharField(required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}))
