"""The worker's sign of life: a task that every sweep queues ahead of all others."""

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from newsroom.operations.models import Mark


@task(priority=100)
def sign_of_life() -> None:
    """Store that a worker takes tasks."""
    Mark.objects.set(Mark.WORKER)


def ask_for_sign_of_life() -> None:
    """Queue `sign_of_life`, unless one waits."""
    if not DBTaskResult.objects.ready().filter(task_path=sign_of_life.module_path).exists():
        sign_of_life.enqueue()
