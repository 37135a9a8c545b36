"""Every public prefix, feed and sitemap on one screen."""

from django.contrib import admin
from django.urls import include, path

from newsroom.health import healthz
from newsroom.images.views import media

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("media/<path:name>", media, name="media"),
    path("timelines/", include("timelines.urls")),
]
