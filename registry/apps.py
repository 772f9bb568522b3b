from importlib import import_module

from django.apps import AppConfig

ROOMS = (
    "certificates",
    "health",
    "needs",
    "ledgers",
    "petitions",
    "benefits",
    "applications",
    "comparing",
    "survey",
    "boards",
)
COPIES = ["updated_at", "pinyin", "unit_path", "id_digest", "phone_digest", "bank_digest", "card_digest"]


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "残疾人"

    def ready(self):
        from auditlog.registry import auditlog  # its models need the registry of apps

        from registry import following, places, tasks  # noqa: F401
        from registry.models import Certificate, ImportAlias, ImportAnswer, ImportMapping, Person

        auditlog.register(
            Person,
            exclude_fields=COPIES,
            mask_fields=["id_number", "phone", "bank_account", "guardian_phone"],
            mask_callable="core.masking.masked",
        )
        auditlog.register(
            Certificate,
            exclude_fields=["updated_at", "number_digest"],
            mask_fields=["number"],
            mask_callable="core.masking.masked",
        )
        auditlog.register(ImportMapping, exclude_fields=["updated_at", "look"])
        auditlog.register(ImportAlias, exclude_fields=["updated_at", "spelled"])
        auditlog.register(ImportAnswer, mask_fields=["value"], mask_callable="core.masking.masked")
        for room in (places, *(import_module(f"registry.{name}.places") for name in ROOMS)):
            room.register_all()
        following.register_all()
