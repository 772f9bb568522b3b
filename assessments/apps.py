from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "考核"

    def ready(self):
        from auditlog.registry import auditlog  # its models need the registry of apps

        from assessments import following, models, places
        from assessments.appraisals import places as appraisals_places
        from assessments.grading import places as grading_places
        from assessments.inspections import places as inspections_places
        from assessments.library import places as library_places
        from assessments.pledges import places as pledges_places
        from assessments.rounds import places as rounds_places
        from assessments.schemes import places as schemes_places
        from assessments.scorefacts import places as scorefacts_places
        from assessments.weather import places as weather_places

        for model in (
            *(models.Check, models.Checklist, models.ChecklistItem, models.Evidence),
            *(models.Scheme, models.Section, models.Item, models.Band),
            *(models.Round, models.Sheet, models.Target, models.Mark, models.Result),
            *(models.Appeal, models.Meeting, models.Bulletin),
        ):
            auditlog.register(model, exclude_fields=["updated_at"])
        places.register_all()
        inspections_places.register_all()
        library_places.register_all()
        following.register_all()
        appraisals_places.register_all()
        grading_places.register_all()
        pledges_places.register_all()
        schemes_places.register_all()
        rounds_places.register_all()
        scorefacts_places.register_all()
        weather_places.register_all()
