from accounts.models.audit import AuditEntry
from accounts.models.users import PasswordRecord, Posting, User

__all__ = ["AuditEntry", "PasswordRecord", "Posting", "User"]
