"""Containers and breaking news made as at the desk: through the working copy and the actions."""

from datetime import datetime
from typing import Any

import factory

from articles.models import Article
from newsroom.fronts import overrides
from newsroom.fronts.models import Alert, Container, Fill, Layout, Slot
from newsroom.publishing import actions, clock
from tests.articles.factories import desk


class ContainerFactory(factory.django.DjangoModelFactory[Container]):
    """`slots` are stories, or dicts of a slot's fields, in order. Saved once, not published."""

    class Meta:
        model = Container
        skip_postgeneration_save = True

    layout = Layout.STRIP
    size = 3
    fill = Fill.NEWEST
    place = factory.Sequence(lambda number: number + 10)
    owner = factory.LazyFunction(desk)
    created_at = factory.LazyFunction(clock.now)

    @factory.post_generation
    def slots(self: Any, _create: bool, slots: list[Any] | None, **_more: Any) -> None:
        for order, slot in enumerate(slots or [], 1):
            add_slot(self, order=order, **({"story": slot} if isinstance(slot, Article) else slot))
        actions.save(self, self.owner)


class AlertFactory(factory.django.DjangoModelFactory[Alert]):
    class Meta:
        model = Alert
        skip_postgeneration_save = True

    text = factory.Sequence(lambda number: f"Bridge number {number} is closed")
    owner = factory.LazyFunction(desk)
    created_at = factory.LazyFunction(clock.now)

    @factory.post_generation
    def saved(self: Any, _create: bool, _given: Any, **_more: Any) -> None:
        actions.save(self, self.owner)


def add_slot(container: Container, **fields: Any) -> Slot:
    """Add a slot, checked and remembered as the admin does it."""
    slot = Slot(container=container, **fields)
    slot.full_clean()
    overrides.remember(slot, holds=False)
    slot.save()
    return slot


def on_the_front(*slots: Any, at: datetime | None = None, **fields: Any) -> Container:
    """Make a container with those slots that is live from `at` (now if None), and fetch it again."""
    container = ContainerFactory(slots=list(slots), **fields)
    actions.publish(container, desk(), at=at)
    return Container.objects.get(pk=container.pk)


def changed(container: Container, **fields: Any) -> Any:
    """Change fields of the working copy and save: return the new head, which is not published."""
    container = Container.objects.get(pk=container.pk)
    for name, value in fields.items():
        setattr(container, name, value)
    container.save()
    return actions.save(container, desk())
