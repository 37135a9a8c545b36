"""/healthz: is this process able to serve, and do its clock and the database's agree?"""

from datetime import UTC, datetime

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.publishing import clock

# What each database calls its own clock, as seconds since 1970.
SECONDS_SINCE_1970 = {
    "postgresql": "SELECT extract(epoch FROM clock_timestamp())",
    "sqlite": "SELECT (julianday('now') - 2440587.5) * 86400",
}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 and the skew between the two clocks, or 503 when the database does not answer.

    `clock_skew_seconds` is the database's clock less the application's (positive: the database is ahead). Nothing a
    reader sees depends on the database's clock; a skew says that one of the machines does not keep time.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(SECONDS_SINCE_1970[connection.vendor])
            (database_time,) = cursor.fetchone()
    except DatabaseError:
        return JsonResponse({"status": "failing", "database": "does not answer"}, status=503)
    skew = datetime.fromtimestamp(float(database_time), UTC) - clock.now()
    return JsonResponse({"status": "ok", "database": "answers", "clock_skew_seconds": round(skew.total_seconds(), 3)})
