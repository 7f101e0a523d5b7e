from django.urls import path

from launchhub.notifications import views

app_name = "notifications"
urlpatterns = [
    path("accounts/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("accounts/answers/<str:token>/", views.answer, name="answer"),
]
