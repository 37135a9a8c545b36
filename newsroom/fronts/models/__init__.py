"""Containers, which make up fronts, and breaking news."""

from newsroom.fronts.models.alert import Alert, AlertReference, AlertRevision, AlertTransition
from newsroom.fronts.models.container import Container, Fill, Layout, Slot
from newsroom.fronts.models.revision import ContainerReference, ContainerRevision, ContainerTransition, PinEnd

__all__ = [
    "Alert",
    "AlertReference",
    "AlertRevision",
    "AlertTransition",
    "Container",
    "ContainerReference",
    "ContainerRevision",
    "ContainerTransition",
    "Fill",
    "Layout",
    "PinEnd",
    "Slot",
]
