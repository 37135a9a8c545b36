"""Told to the picture desk: containers show pictures of their own."""

from newsroom.fronts.models import Container, ContainerReference, Slot
from newsroom.images import usage

usage.register(Container, (Slot, "picture", "container"), references=ContainerReference, follows=("section",))
