"""What operating the site must remember: when something last happened, and which alerts were mailed."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from newsroom.publishing import clock


class MarkQuerySet(models.QuerySet["Mark"]):
    def set(self, name: str, at: datetime | None = None) -> None:
        """Store that `name` happened, now if `at` isn't given."""
        self.update_or_create(name=name, defaults={"at": at or clock.now()})

    def claim(self, name: str, every: timedelta) -> bool:
        """Store that `name` happens now and return True, unless it happened within `every`: of two machines, one may."""
        now = clock.now()
        if self.filter(name=name, at__lte=now - every).update(at=now):
            return True
        return self.get_or_create(name=name, defaults={"at": now})[1]


class Mark(models.Model):
    """When something last happened that an operator relies on: a worker's sign of life, a sweep, a backup."""

    WORKER, SWEEP, ORPHANS, BACKUP, RESTORE = "worker", "sweep", "orphans", "backup", "restore"

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    objects = MarkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name}: {self.at:%F %T}"


class OpenAlert(models.Model):
    """An alert that has begun and isn't over (newsroom/operations/alerts.py). What it says may change meanwhile."""

    name = models.CharField(max_length=40)
    machine = models.CharField(max_length=64, help_text="The one that it is about; empty: the whole site.")
    since = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="When a sweep last found it.")
    text = models.CharField(max_length=400)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "machine"], name="operations_openalert_one")]

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"
