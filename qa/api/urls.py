"""Where quality's collections are found."""

from launchhub.api.views import WorkspaceView
from qa.api.views import Criteria, Defects, EvidenceList, Gates, SignOffs, TestRuns

collections: list[tuple[str, type[WorkspaceView]]] = [
    ("gates", Gates),
    ("signoffs", SignOffs),
    ("criteria", Criteria),
    ("evidence", EvidenceList),
    ("test_runs", TestRuns),
    ("defects", Defects),
]
