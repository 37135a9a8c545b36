"""The root URLconf: every public prefix, feed and sitemap."""

from django.contrib import admin
from django.urls import include, path, re_path

from articles.pages.views import standing_page
from articles.sitemaps import sitemap_index, sitemap_lists, sitemap_month, sitemap_news, sitemap_news_part
from articles.views import no_such_file
from newsroom.delivery.as_of import look_as_of
from newsroom.desk.calendar.views import calendar, calendar_move
from newsroom.desk.palette.views import palette
from newsroom.fronts.views import home, section_detail
from newsroom.health import healthz
from newsroom.images.views import media
from newsroom.media.views import media_captions, media_file
from newsroom.operations.views import metrics, runbook
from newsroom.people.views import profile
from newsroom.people.views.doors import (
    ResetComplete,
    ResetConfirm,
    ResetRequest,
    ResetSent,
    invitation,
    invitation_accept,
    password_change,
)
from newsroom.publication.views import (
    favicon,
    publication_colors,
    publication_image,
    robots_txt,
    text_file,
    web_manifest,
)
from newsroom.search.views import change_views
from timelines.sitemaps import sitemap_timelines
from timelines.views import oembed_detail, timeline_list_image

urlpatterns = [
    path("admin/as-of/", look_as_of, name="look_as_of"),
    path("admin/password_change/", admin.site.admin_view(password_change)),
    path("admin/invitation/", invitation_accept, name="invitation_accept"),
    path("admin/invitation/<str:token>/", invitation, name="invitation"),
    path("admin/password_reset/", ResetRequest.as_view(), name="password_reset"),
    path("admin/password_reset/sent/", ResetSent.as_view(), name="password_reset_done"),
    path("admin/password_reset/complete/", ResetComplete.as_view(), name="password_reset_complete"),
    path("admin/password_reset/<str:uidb64>/<str:token>/", ResetConfirm.as_view(), name="password_reset_confirm"),
    path("admin/profile/", admin.site.admin_view(profile.profile), name="profile"),
    path("admin/profile/sessions/", admin.site.admin_view(profile.profile_sessions), name="profile_sessions"),
    path("admin/profile/codes/", admin.site.admin_view(profile.one_time_codes), name="one_time_codes"),
    path("admin/profile/codes/first/", profile.one_time_codes_first, name="one_time_codes_first"),
    path("admin/profile/codes/recovery/", admin.site.admin_view(profile.recovery_codes), name="recovery_codes"),
    path(
        "admin/profile/codes/off/", admin.site.admin_view(profile.one_time_codes_remove), name="one_time_codes_remove"
    ),
    path("admin/calendar/", admin.site.admin_view(calendar), name="calendar"),
    path("admin/calendar/<str:kind>/<int:pk>/move/", admin.site.admin_view(calendar_move), name="calendar_move"),
    path("admin/runbook/", admin.site.admin_view(runbook), name="runbook"),
    path("admin/find/", admin.site.admin_view(palette), name="palette"),
    path("admin/views/", admin.site.admin_view(change_views), name="change_views"),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("media/files/<path:name>", media_file, name="media_file"),
    re_path(
        r"^media/captions/(?P<key>[0-9a-f]{32})-(?P<digest>[0-9a-f]{16})\.vtt$", media_captions, name="media_captions"
    ),
    path("media/publication/<str:name>", publication_image, name="publication_image"),
    path("media/colors/<str:spec>.css", publication_colors, name="publication_colors"),
    path("media/<path:name>", media, name="media"),
    re_path(r"^static/", no_such_file, name="static"),
    path("oembed", oembed_detail, name="oembed"),
    path("timelines.jpg", timeline_list_image, name="timeline_list_image"),
    path("timelines/", include("timelines.urls")),
    path("favicon.ico", favicon, name="favicon"),
    path("robots.txt", robots_txt, name="robots_txt"),
    path("ads.txt", text_file, {"field": "ads_txt"}, name="ads_txt"),
    path("trust.txt", text_file, {"field": "trust_txt"}, name="trust_txt"),
    path(".well-known/security.txt", text_file, {"field": "security_txt"}, name="security_txt"),
    path("site.webmanifest", web_manifest, name="web_manifest"),
    path("sitemap.xml", sitemap_index, name="sitemap_index"),
    re_path(
        r"^sitemap-(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])(-(?P<part>[1-9][0-9]{0,5}))?\.xml$",
        sitemap_month,
        name="sitemap_month",
    ),
    path("sitemap-lists.xml", sitemap_lists, name="sitemap_lists"),
    path("sitemap-news.xml", sitemap_news, name="sitemap_news"),
    re_path(r"^sitemap-news-(?P<part>[1-9][0-9]{0,11})\.xml$", sitemap_news_part, name="sitemap_news_part"),
    path("sitemap-timelines.xml", sitemap_timelines, name="sitemap_timelines"),
    path("", home, name="home"),
    path("", include("articles.urls")),
    # last: any path may be a section's
    re_path(r"^(?P<path>[-\w]+(/[-\w]+)*)/$", section_detail, name="section_detail"),
    # only for reverse(): section_detail matches first, and calls standing_page if there is no such section
    re_path(r"^(?P<slug>[-\w]+)/$", standing_page, name="standing_page"),
]

handler500 = "newsroom.delivery.unavailable.server_error"
