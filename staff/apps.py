from django.apps import AppConfig

COPIES = ["updated_at", "pinyin", "id_digest", "phone_digest", "bank_digest"]


class StaffConfig(AppConfig):
    name = "staff"
    verbose_name = "队伍"

    def ready(self):
        from auditlog.registry import auditlog  # its models need the registry of apps

        from staff import following, models, places
        from staff.imports import kind
        from staff.life import places as life_places
        from staff.recruiting import places as recruiting_places
        from staff.talents import places as talent_places
        from staff.trainings import places as training_places

        auditlog.register(
            models.Member,
            exclude_fields=COPIES,
            mask_fields=["id_number", "phone", "bank_account"],
            mask_callable="core.masking.masked",
        )
        for model in (
            models.AllocationRule,
            models.Appointment,
            models.Attendance,
            models.Post,
            models.BankLayout,
            models.GuardRule,
            models.InsuranceRate,
            models.PayPolicy,
            models.StipendAdjustment,
            models.StipendRule,
            models.StipendStandard,
            models.Training,
        ):
            auditlog.register(model, exclude_fields=["updated_at"])
        auditlog.register(models.StipendRun, exclude_fields=["updated_at", "unpaid"])
        places.register_all()
        kind.register_all()
        recruiting_places.register_all()
        following.register_all()
        life_places.register_all()
        talent_places.register_all()
        training_places.register_all()
