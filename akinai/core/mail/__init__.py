"""Mail to buyers: `queue_mail` writes rows in the caller's transaction; sending is a job.

Words come from templates (words.py); the wire is in sending.py.
"""

from akinai.core.mail.actions import NewMail, hold, queue_mail, release, resend, withdraw
from akinai.core.mail.words import MissingTemplate, UnknownField, render

__all__ = [
    "MissingTemplate",
    "NewMail",
    "UnknownField",
    "hold",
    "queue_mail",
    "release",
    "render",
    "resend",
    "withdraw",
]
