"""Told to the picture desk: which containers show a picture."""

from django.db.models import Q
from django.urls import reverse

from newsroom.fronts.models import Container, ContainerReference, Slot
from newsroom.images import usage
from newsroom.images.models import Picture


@usage.register
def containers_with_picture(picture: Picture) -> list[usage.Use]:
    """The containers that show it instead of a story's own: in the working copy, or in any version."""
    drafts = Slot.objects.filter(picture=picture).order_by().values("container")
    versions = ContainerReference.objects.filter(picture=picture).values("revision__subject")
    found = Container.objects.filter(Q(pk__in=drafts) | Q(pk__in=versions)).select_related("section")
    return [(str(container), reverse("admin:fronts_container_change", args=[container.pk])) for container in found]
