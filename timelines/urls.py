"""URLs under /timelines/."""

from django.urls import path

from timelines import views

app_name = "timelines"
urlpatterns = [
    path("", views.timeline_list, name="timeline_list"),
    path("<slug:slug>/", views.timeline_detail, name="timeline_detail"),
]
