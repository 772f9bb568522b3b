from registry.applications.models.applications import Application, ApplicationEntry, ApplicationFile
from registry.applications.models.notices import Notice, NoticeEntry, Objection
from registry.applications.models.procedures import ApplicationRule

__all__ = [
    "Application",
    "ApplicationEntry",
    "ApplicationFile",
    "ApplicationRule",
    "Notice",
    "NoticeEntry",
    "Objection",
]
