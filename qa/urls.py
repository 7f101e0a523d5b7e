"""Pages of quality, below `/{workspace}/`."""

from django.urls import path

from qa.views import criteria, gates, signoffs, test_runs, watches

app_name = "qa"
urlpatterns = [
    path("gates/", gates.index, name="gates"),
    path("gates/new/", gates.create, name="gate_new"),
    path("gates/<uuid:pk>/", gates.detail, name="gate"),
    path("gates/<uuid:pk>/edit/", gates.edit, name="gate_edit"),
    path("gates/<uuid:pk>/dates/", gates.dates, name="gate_dates"),
    path("gates/<uuid:pk>/submissions/", gates.submit, name="gate_submit"),
    path("gates/<uuid:pk>/signoffs/", signoffs.create, name="signoff"),
    path("gates/<uuid:pk>/criteria/", criteria.create, name="criterion_new"),
    path("gates/<uuid:pk>/test-runs/", test_runs.upload, name="test_run_new"),
    path("gates/<uuid:pk>/watches/", watches.create, name="gate_watch"),
    path("gates/<uuid:pk>/watches/deletions/", watches.delete, name="gate_unwatch"),
    path("criteria/<uuid:pk>/edit/", criteria.edit, name="criterion_edit"),
    path("criteria/<uuid:pk>/evidence/", criteria.show, name="criterion_show"),
    path("test-runs/<uuid:pk>/", test_runs.detail, name="test_run"),
    path("launches/<uuid:pk>/gates/", gates.launch_panel, name="launch_panel"),
]
