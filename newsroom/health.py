"""/healthz: whether this process can serve, and whether its clock agrees with the database's."""

from datetime import UTC, datetime

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.delivery import current_generation
from newsroom.delivery.unavailable import unlogged
from newsroom.publishing import clock

# The clock of each database, in seconds since 1970.
SECONDS_SINCE_1970 = {
    "postgresql": "SELECT extract(epoch FROM clock_timestamp())",
    "sqlite": "SELECT (julianday('now') - 2440587.5) * 86400",
}
MOST_SKEW = 0.5  # seconds; with more, an audit row may name an instant at which another machine saw something else
CURE = "Synchronize the clocks of the web and database machines (NTP), then reload this page."


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 and the skew between the clocks, or 503 if they are too far apart or the database doesn't answer.

    `clock_skew_seconds` is the database's clock minus the application's.
    """
    try:
        current_generation.read()  # fails within seconds even if the server hangs
        skew = clock_skew()
    except DatabaseError:
        return unlogged(JsonResponse({"status": "failing", "database": "does not answer"}, status=503))
    said = {"database": "answers", "clock_skew_seconds": round(skew, 3)}
    if abs(skew) > MOST_SKEW:
        return JsonResponse({"status": "failing", **said, "cure": CURE}, status=503)
    return JsonResponse({"status": "ok", **said})


def clock_skew() -> float:
    """Return by how many seconds the database's clock is ahead; 0 if it is within the duration of the query."""
    asked = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(SECONDS_SINCE_1970[connection.vendor])
        (seconds,) = cursor.fetchone()
    answered, theirs = clock.now(), datetime.fromtimestamp(float(seconds), UTC)
    if asked <= theirs <= answered:
        return 0.0
    return (theirs - (answered if theirs > answered else asked)).total_seconds()
