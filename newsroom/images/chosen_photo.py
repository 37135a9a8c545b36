"""Photos chosen in another form: uploaded at once, whatever happens to the form."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from newsroom.images import actions as picture_actions
from newsroom.images.forms import NewPhotoField, read_ahead
from newsroom.images.upload import Intake
from newsroom.publishing.exceptions import ActionRefused


def upload_chosen(request: HttpRequest, name: str) -> None:
    """Upload the photo in the form's field `name` and put its id there instead; leave errors for the form to report.

    Call it before the transaction: decoding takes seconds, and a later refusal must not lose the photo.
    """
    uploaded = request.FILES.get(name)
    if uploaded is None:
        return
    read_ahead(uploaded)
    try:
        photo = NewPhotoField().clean((uploaded, request.POST.get(f"{name}-known", ""), ""))
        picture = picture_actions.upload(photo, request.user) if isinstance(photo, Intake) else photo
    except (ValidationError, ActionRefused):
        return
    if picture:
        posted = request.POST.copy()
        posted[f"{name}-picture"] = str(picture.pk)
        request.POST = posted  # type: ignore[assignment]
        del request.FILES[name]
