from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "报表与总结"

    def ready(self):
        from auditlog.registry import auditlog

        from reports import following, places, proofs, tasks
        from reports.answers import places as answer_places
        from reports.models import Answer, AnswerRecipe, Document, DueRule, Manuscript, Schedule, TextModule
        from reports.modules import places as module_places
        from reports.schedules import places as schedule_places
        from reports.schedules import tasks as schedule_tasks
        from reports.sets import tasks as set_tasks

        auditlog.register(Document, exclude_fields=["file", "blocks"])
        auditlog.register(Manuscript, exclude_fields=["blocks"])
        auditlog.register(Schedule)
        auditlog.register(DueRule)
        auditlog.register(Answer, exclude_fields=["updated_at", "found", "troubles", "file", "result"])
        auditlog.register(AnswerRecipe, exclude_fields=["updated_at", "columns"])
        auditlog.register(TextModule)
        places.register_all()
        answer_places.register_all()
        module_places.register_all()
        schedule_places.register_all()
        schedule_tasks.register_all()
        set_tasks.register_all()
        tasks.register_all()
        following.register_all()
        proofs.register_all()
