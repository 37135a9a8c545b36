"""A photo chosen on the way to something else is put into the library at once, whatever becomes of the form around it."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from newsroom.images import actions as picture_actions
from newsroom.images.forms import NewPhotoField, read_ahead
from newsroom.images.upload import Intake
from newsroom.publishing.exceptions import ActionRefused


def upload_chosen(request: HttpRequest, name: str) -> None:
    """Upload the photo that came with the form's field `name`, so that the form goes on with its id instead.

    Call it before a transaction is open: decoding takes seconds, and what is refused later must not take the photo
    with it. A photo that cannot be taken, or of which something must be asked first, stays for the form to say so. One
    whose story is never saved is an ordinary picture of the library: its list of unused pictures shows it.
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
