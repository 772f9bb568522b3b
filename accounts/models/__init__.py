from accounts.exports.models import ExportDownload, ExportRequest, ExportRule
from accounts.models.audit import AuditEntry
from accounts.models.users import PasswordRecord, Posting, User

__all__ = ["AuditEntry", "ExportDownload", "ExportRequest", "ExportRule", "PasswordRecord", "Posting", "User"]
