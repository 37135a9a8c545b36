"""/healthz: is this process able to serve, and do its clock and the database's agree?"""

from datetime import UTC, datetime

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.delivery import current_generation
from newsroom.delivery.unavailable import unlogged
from newsroom.publishing import clock

# What each database calls its own clock, as seconds since 1970.
SECONDS_SINCE_1970 = {
    "postgresql": "SELECT extract(epoch FROM clock_timestamp())",
    "sqlite": "SELECT (julianday('now') - 2440587.5) * 86400",
}
MOST_SKEW = 0.5  # seconds: beyond, an audit row may name an instant at which another machine saw something else
CURE = "Set the clocks of the web and database machines by the same time server (NTP), then load this page again."


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 and the skew between the two clocks; 503 if they are too far apart, or the database does not answer.

    `clock_skew_seconds` is the database's clock less the application's (positive: the database is ahead).
    """
    try:
        current_generation.read()  # within seconds, whatever became of the server
        skew = clock_skew()
    except DatabaseError:
        return unlogged(JsonResponse({"status": "failing", "database": "does not answer"}, status=503))
    said = {"database": "answers", "clock_skew_seconds": round(skew, 3)}
    if abs(skew) > MOST_SKEW:
        return JsonResponse({"status": "failing", **said, "cure": CURE}, status=503)
    return JsonResponse({"status": "ok", **said})


def clock_skew() -> float:
    """By how many seconds the database's clock is ahead, as far as that can be told: 0 for one inside of the question."""
    asked = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(SECONDS_SINCE_1970[connection.vendor])
        (seconds,) = cursor.fetchone()
    answered, theirs = clock.now(), datetime.fromtimestamp(float(seconds), UTC)
    if asked <= theirs <= answered:
        return 0.0
    return (theirs - (answered if theirs > answered else asked)).total_seconds()
