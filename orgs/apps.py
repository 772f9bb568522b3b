from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "orgs"
    verbose_name = "组织"

    def ready(self):
        from auditlog.registry import auditlog  # its models need the registry of apps

        from orgs import places
        from orgs.boards import places as boards
        from orgs.models import Unit

        auditlog.register(Unit, exclude_fields=["updated_at", "pinyin"])
        places.register_all()
        boards.register_all()
