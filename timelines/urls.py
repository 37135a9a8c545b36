"""URLs under /timelines/."""

from django.urls import path

from timelines import views

app_name = "timelines"
urlpatterns = [
    path("", views.timeline_list, name="timeline_list"),
    path("<slug:slug>.json", views.timeline_json, name="timeline_json"),
    path("<slug:slug>.jpg", views.timeline_image, name="timeline_image"),
    path("<slug:slug>/embed/", views.timeline_embed, name="timeline_embed"),
    path("<slug:slug>/", views.timeline_detail, name="timeline_detail"),
]
