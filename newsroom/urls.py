"""Every public prefix, feed and sitemap on one screen."""

from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
