"""Every public prefix, feed and sitemap on one screen."""

from django.contrib import admin
from django.urls import path

from newsroom.health import healthz

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
]
