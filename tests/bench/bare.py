"""The yardstick: Django with one view, 12 KB of text and nothing else. A settings module, URLs and WSGI application in one."""

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.bench.database import HOST

TEXT = "<p>The boat left at dawn, as it always does.</p>\n" * 250  # 12 KB


def page(_request: HttpRequest) -> HttpResponse:
    """12 KB of HTML."""
    return HttpResponse(TEXT)


urlpatterns = [path("", page)]


def application() -> WSGIHandler:
    """What gunicorn serves: `gunicorn "tests.bench.bare:application()"`."""
    import django

    settings.configure(SECRET_KEY="bare", ALLOWED_HOSTS=[HOST], ROOT_URLCONF=__name__, MIDDLEWARE=[], INSTALLED_APPS=[])
    django.setup(set_prefix=False)
    return WSGIHandler()
