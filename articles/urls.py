"""The addresses of stories, and of lists and feeds of them."""

from django.urls import path, re_path

from articles import views
from articles.archive import views as archive_views
from articles.changes import views as change_views
from articles.error_reports import views as report_views
from articles.feeds import views as feeds
from articles.link_previews import views as images
from articles.search import views as search_views

app_name = "articles"
A_STORY = r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/(?P<slug>[-\w]+)/"
urlpatterns = [
    path("feed/", feeds.site, {"form": "rss"}, name="feed"),
    path("feed.json", feeds.site, {"form": "json"}, name="json_feed"),
    path("feed.atom", feeds.site, {"form": "atom"}, name="atom_feed"),
    path("tags/<str:slug>/", views.tag_detail, name="tag_detail"),
    path("tags/<str:slug>/feed/", feeds.tag, {"form": "rss"}, name="tag_feed"),
    path("tags/<str:slug>/feed.json", feeds.tag, {"form": "json"}, name="tag_json_feed"),
    path("tags/<str:slug>/feed.atom", feeds.tag, {"form": "atom"}, name="tag_atom_feed"),
    path("authors/", views.author_list, name="author_list"),
    path("authors/<str:slug>/", views.author_detail, name="author_detail"),
    path("authors/<str:slug>/feed/", feeds.author, {"form": "rss"}, name="author_feed"),
    path("authors/<str:slug>/feed.json", feeds.author, {"form": "json"}, name="author_json_feed"),
    path("authors/<str:slug>/feed.atom", feeds.author, {"form": "atom"}, name="author_atom_feed"),
    path("search/", search_views.search_page, name="search"),
    path("search/complete/", search_views.search_complete, name="search_complete"),
    path("corrections/", archive_views.correction_list, name="correction_list"),
    path("archive/", archive_views.archive_index, name="archive_index"),
    re_path(r"^(?P<year>[0-9]{4})/$", archive_views.archive_year, name="archive_year"),
    re_path(r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", archive_views.archive_month, name="archive_month"),
    re_path(
        r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/$", archive_views.archive_day, name="archive_day"
    ),
    re_path(f"{A_STORY}changes/$", change_views.change_log, name="change_log"),
    re_path(
        rf"{A_STORY}changes/(?P<old>[0-9]{{1,6}})/(?P<new>[0-9]{{1,6}})/$",
        change_views.change_comparison,
        name="change_comparison",
    ),
    re_path(f"{A_STORY}report/$", report_views.report_error, name="report_error"),
    re_path(f"{A_STORY}report/thanks/$", report_views.report_error_thanks, name="report_error_thanks"),
    re_path(
        r"^(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})/(?P<slug>[-\w]+)/$",
        views.article_detail,
        name="article_detail",
    ),
    re_path(
        r"^(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})/(?P<slug>[-\w]+)\.json$",
        views.article_ninjs,
        name="article_ninjs",
    ),
    path("share.jpg", images.home_image, name="home_image"),
    path("archive.jpg", images.list_image, {"page": "archive_index"}, name="archive_index_image"),
    path("authors.jpg", images.list_image, {"page": "author_list"}, name="author_list_image"),
    path("corrections.jpg", images.list_image, {"page": "correction_list"}, name="correction_list_image"),
    path("search.jpg", images.list_image, {"page": "search"}, name="search_image"),
    path("tags/<str:slug>.jpg", images.tag_image, name="tag_image"),
    path("authors/<str:slug>.jpg", images.author_image, name="author_image"),
    re_path(r"^(?P<year>[0-9]{4})\.jpg$", images.archive_image, name="archive_year_image"),
    re_path(r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})\.jpg$", images.archive_image, name="archive_month_image"),
    re_path(
        r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})\.jpg$",
        images.archive_image,
        name="archive_day_image",
    ),
    re_path(f"{A_STORY[:-1]}\\.jpg$", images.article_image, name="article_image"),
    re_path(r"^(?P<path>[-\w]+(/[-\w]+)*)\.jpg$", images.page_image, name="page_image"),
    re_path(r"^(?P<path>[-\w]+(/[-\w]+)*)/feed/$", feeds.section, {"form": "rss"}, name="section_feed"),
    re_path(r"^(?P<path>[-\w]+(/[-\w]+)*)/feed\.json$", feeds.section, {"form": "json"}, name="section_json_feed"),
    re_path(r"^(?P<path>[-\w]+(/[-\w]+)*)/feed\.atom$", feeds.section, {"form": "atom"}, name="section_atom_feed"),
]
