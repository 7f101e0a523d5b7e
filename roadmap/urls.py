"""Pages of the roadmap, below `/{workspace}/`."""

from django.urls import path

from roadmap.views import (
    briefs,
    date_moves,
    dates,
    dependencies,
    features,
    launches,
    playbooks,
    products,
    raci,
    tasks,
    timeline,
    watches,
)

app_name = "roadmap"
urlpatterns = [
    path("roadmap/", timeline.index, name="timeline"),
    path("features/<uuid:pk>/dates/", dates.of_feature, name="feature_dates"),
    path("milestones/<uuid:pk>/dates/", dates.of_milestone, name="milestone_dates"),
    path("tasks/<uuid:pk>/dates/", dates.of_task, name="task_dates"),
    path("features/<uuid:pk>/dependencies/", dependencies.of_feature, name="feature_dependencies"),
    path("launches/<uuid:pk>/dependencies/", dependencies.of_launch, name="launch_dependencies"),
    path("dependencies/<uuid:pk>/deletions/", dependencies.delete, name="dependency_delete"),
    path("launches/", launches.index, name="launches"),
    path("launches/new/", launches.create, name="launch_new"),
    path("launches/<uuid:pk>/", launches.detail, name="launch"),
    path("launches/<uuid:pk>/edit/", launches.edit, name="launch_edit"),
    path("launches/<uuid:pk>/schedule/", launches.schedule, name="launch_schedule"),
    path("launches/<uuid:pk>/activity/", launches.activity, name="launch_activity"),
    path("launches/<uuid:pk>/date-moves/", date_moves.create, name="launch_move"),
    path("launches/<uuid:pk>/date-moves/preview/", date_moves.preview, name="launch_move_preview"),
    path("launches/<uuid:pk>/transitions/<slug:to>/", launches.transition, name="launch_transition"),
    path("launches/<uuid:pk>/applications/", playbooks.apply, name="launch_apply"),
    path("launches/<uuid:pk>/raci/", raci.index, name="launch_raci"),
    path("launches/<uuid:pk>/raci/new/", raci.create, name="raci_new"),
    path("raci/<uuid:pk>/edit/", raci.edit, name="raci_edit"),
    path("raci/<uuid:pk>/deletions/", raci.delete, name="raci_delete"),
    path("launches/<uuid:pk>/briefs/", briefs.index, name="launch_briefs"),
    path("launches/<uuid:pk>/briefs/<slug:hat>/", briefs.edit, name="brief_edit"),
    path("launches/<uuid:pk>/watches/", watches.create, name="launch_watch"),
    path("launches/<uuid:pk>/watches/deletions/", watches.delete, name="launch_unwatch"),
    path("tasks/<uuid:pk>/", tasks.detail, name="task"),
    path("tasks/<uuid:pk>/completions/", tasks.complete, name="task_complete"),
    path("tasks/<uuid:pk>/skips/", tasks.skip, name="task_skip"),
    path("tasks/<uuid:pk>/assignments/", tasks.assign, name="task_assign"),
    path("features/<uuid:pk>/", features.detail, name="feature"),
    path("products/new/", products.create, name="product_new"),
]
