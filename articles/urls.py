"""The addresses of stories, and of lists and feeds of them."""

from django.urls import path, re_path

from articles import views
from articles.archive import views as archive_views
from articles.feeds import SectionFeed, StoriesFeed, TagFeed

app_name = "articles"
urlpatterns = [
    path("feed/", StoriesFeed(), name="feed"),
    path("tags/<str:slug>/", views.tag_detail, name="tag_detail"),
    path("tags/<str:slug>/feed/", TagFeed(), name="tag_feed"),
    path("authors/<str:slug>/", views.author_detail, name="author_detail"),
    path("corrections/", archive_views.correction_list, name="correction_list"),
    path("archive/", archive_views.archive_index, name="archive_index"),
    re_path(r"^(?P<year>[0-9]{4})/$", archive_views.archive_year, name="archive_year"),
    re_path(r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", archive_views.archive_month, name="archive_month"),
    re_path(
        r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/$", archive_views.archive_day, name="archive_day"
    ),
    re_path(
        r"^(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})/(?P<slug>[-\w]+)/$",
        views.article_detail,
        name="article_detail",
    ),
    re_path(r"^(?P<path>[-\w]+(/[-\w]+)*)/feed/$", SectionFeed(), name="section_feed"),
]
