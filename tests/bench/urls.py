"""LaunchHub's own addresses, and those of the baselines."""

from django.urls import path

from launchhub import urls as launchhub
from tests.bench.baselines import bare

urlpatterns = [path("bare/<slug:name>/", bare), *launchhub.urlpatterns]

handler400, handler403 = launchhub.handler400, launchhub.handler403
handler404, handler500 = launchhub.handler404, launchhub.handler500
