from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "orgs"
    verbose_name = "组织"

    def ready(self):
        from auditlog.registry import auditlog  # its models need the registry of apps

        from orgs import following, places
        from orgs.boards import places as boards
        from orgs.changes import tasks  # noqa: F401
        from orgs.changes.proving import CHANGE
        from orgs.elections import places as elections
        from orgs.models import Proof, Unit, UnitChange
        from orgs.proofs.papers import register_papers

        auditlog.register(Unit, exclude_fields=["updated_at", "pinyin"])
        auditlog.register(UnitChange, exclude_fields=["updated_at", "result"])
        auditlog.register(Proof)
        places.register_all()
        boards.register_all()
        following.register_all()
        elections.register_all()
        register_papers(CHANGE)
