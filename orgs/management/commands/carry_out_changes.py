from auditlog.context import set_actor
from django.core.management.base import BaseCommand
from django.utils import timezone

from orgs.changes import services
from orgs.changes.refusal import ChangeRefused
from orgs.models import UnitChange


class Command(BaseCommand):
    help = "办理已确认、生效日期已到的机构变更；每天凌晨运行。办不了的写明原因，留待处理。"

    def handle(self, **options):
        at = timezone.now()
        due = UnitChange.objects.due(timezone.localdate(at)).select_related("county", "confirmed_by")
        for change in due:
            try:
                with set_actor(change.confirmed_by):
                    change = services.carry_out(change, by=change.confirmed_by, at=at)
            except ChangeRefused as problem:
                services.note_problem(change, str(problem))
                self.stdout.write(f"{change}：没有办理。{problem}")
            else:
                self.stdout.write(f"{change}：{change.outcome}")
        if not due:
            self.stdout.write("没有到期的机构变更。")
