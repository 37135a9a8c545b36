"""One form for each action's page: the arguments of the action, and the call. PAGES are all of them, in screen order."""

from typing import Any

from newsroom.publishing.admin.forms.base import VerbForm
from newsroom.publishing.admin.forms.correct import CorrectForm
from newsroom.publishing.admin.forms.drafts import BinForm, RestoreForm, UnbinForm
from newsroom.publishing.admin.forms.live_fix import FixLiveForm
from newsroom.publishing.admin.forms.publish import PublishForm
from newsroom.publishing.admin.forms.review import ApproveForm, SendBackForm, SubmitForm, TakeBackForm
from newsroom.publishing.admin.forms.schedule import EmbargoForm, MoveForm, UnpublishForm, UnscheduleForm
from newsroom.publishing.admin.forms.take_down import TakeDownForm
from newsroom.publishing.admin.state import State
from newsroom.publishing.permissions import may

PAGES: dict[str, type[VerbForm]] = {
    "submit": SubmitForm,
    "take_back": TakeBackForm,
    "approve": ApproveForm,
    "send_back": SendBackForm,
    "publish": PublishForm,
    "fix_live": FixLiveForm,
    "move": MoveForm,
    "unschedule": UnscheduleForm,
    "unpublish": UnpublishForm,
    "correct": CorrectForm,
    "set_embargo": EmbargoForm,
    "restore": RestoreForm,
    "bin": BinForm,
    "unbin": UnbinForm,
    "take_down": TakeDownForm,
}


def offered(subject: Any, state: State, user: Any) -> dict[str, type[VerbForm]]:
    """Return the actions that make sense now and that `user` may do, for the top of a page."""
    pages = {name: form for name, form in PAGES.items() if not (subject.CURATED and name == "correct")}
    return {name: form for name, form in pages.items() if form.fits(state) and may(user, form.verb, subject)}
