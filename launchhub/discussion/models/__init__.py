"""What people say about an object, and the files that they put to it."""

from launchhub.discussion.models.attachments import LONGEST_NAME, Attachment
from launchhub.discussion.models.comments import LONGEST, Comment
from launchhub.discussion.models.targets import DISCUSSED

__all__ = ["DISCUSSED", "LONGEST", "LONGEST_NAME", "Attachment", "Comment"]
