"""The pictures of an archive: four drawn scenes, and as many invented ones as are asked for, which share their files."""

import random
import uuid
from copy import copy
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.base import ModelState

from newsroom.images import library_search
from newsroom.images.models import Picture, PictureFile
from tests.bench.archive.words import Voice

BATCH = 500
INVENTED = "archive-invented-"


def invent(target: int, scenes: list[Picture], owner: User, until: datetime) -> list[int]:
    """Add pictures until there are `target` invented ones, uploaded one an hour up to `until`; returns the ids of all."""
    invented = PictureFile.objects.filter(filename__startswith=INVENTED, picture__uploaded_by=owner)
    for start in range(invented.count(), target, BATCH):
        _invent(range(start, min(start + BATCH, target)), scenes, owner, until)
    return list(invented.order_by("picture").values_list("picture", flat=True))


@transaction.atomic
def _invent(numbers: range, scenes: list[Picture], owner: User, until: datetime) -> None:
    pictures = Picture.objects.bulk_create(_picture(number, owner, until) for number in numbers)
    drawn = [scene.files.get() for scene in scenes]
    files = []
    for number, picture in zip(numbers, pictures, strict=True):
        file = copy(drawn[number % len(drawn)])
        file.pk, file._state, file.picture = None, ModelState(), picture
        file.sha256, file.filename = f"{number:064x}", f"{INVENTED}{number:06}.jpg"
        file.likeness = random.Random(number).getrandbits(64) - 2**63
        file.created_at = picture.uploaded_at
        files.append(file)
    PictureFile.objects.bulk_create(files)
    for picture, file in zip(pictures, files, strict=True):
        picture.current = file
    Picture.objects.bulk_update(pictures, ["current"])
    library_search.index_many(pictures)


def _picture(number: int, owner: User, until: datetime) -> Picture:
    chance = random.Random(number)
    voice = Voice(chance)
    # Some are bought for a time, which has passed or will.
    bought = until + timedelta(days=chance.randint(-300, 300)) if chance.random() < 0.1 else None
    return Picture(
        key=uuid.UUID(int=chance.getrandbits(128), version=4),
        title=voice.headline()[:200],
        alt="" if chance.random() < 0.1 else voice.sentence()[:300],
        caption=f"{voice.sentence()} {voice.sentence()}",
        credit="" if chance.random() < 0.05 else f"{voice.word('person')}/{voice.word('place')} Agency"[:200],
        keywords=", ".join(voice.word("topic") for _ in range(4)),
        uploaded_by=owner,
        uploaded_at=until - timedelta(hours=number),
        usable_until=bought,
    )
