from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "报表与总结"

    def ready(self):
        from auditlog.registry import auditlog

        from reports import following, places, proofs, tasks
        from reports.models import Document, Manuscript

        auditlog.register(Document, exclude_fields=["file", "blocks"])
        auditlog.register(Manuscript, exclude_fields=["blocks"])
        places.register_all()
        tasks.register_all()
        following.register_all()
        proofs.register_all()
