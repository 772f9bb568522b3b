from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "用户与权限"

    def ready(self):
        from auditlog.registry import auditlog  # its models need the registry of apps

        from accounts import audit, following, places, sending, signals
        from accounts.exports import gate
        from accounts.exports import places as export_places
        from accounts.models import Posting, User
        from core.freshness import STAMPS
        from core.jobs import SURROUNDINGS

        auditlog.register(
            User,
            exclude_fields=["last_login", "text_size", "contrast"],
            mask_fields=["password", "phone"],
            mask_callable="core.masking.masked",
        )
        auditlog.register(Posting, exclude_fields=["updated_at"])
        audit.connect()
        sending.listen()
        signals.connect()
        SURROUNDINGS.append(audit.acting_for_job)
        STAMPS.append(audit.latest_change)
        gate.listen()
        places.register_all()
        export_places.register_all()
        following.register_all()
