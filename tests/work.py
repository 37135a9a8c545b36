"""The worker's tasks, run in the test's own transaction; `db_worker` would close its connection."""

from django_tasks_db.models import DBTaskResult


def work() -> None:
    """Run every task that is due, and those that follow from them at once."""
    while (result := DBTaskResult.objects.ready().first()) is not None:
        result.claim("tests")
        found = result.task_result
        result.set_successful(result.task.call(*found.args, **found.kwargs))
