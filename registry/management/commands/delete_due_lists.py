from django.core.management.base import BaseCommand
from django.utils import timezone

from registry.comparing.services.closing import wipe_due
from registry.models import Comparison


class Command(BaseCommand):
    help = (
        "删除保存期限已过的比对名单（其他部门的名单和比对结果），只留下数字，记入审计日志。每天夜里定时执行。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只列出到期的名单，不删除")

    def handle(self, *, dry_run, **options):
        now = timezone.now()
        today = timezone.localdate(now)
        if dry_run:
            due = Comparison.objects.kept_past(today).select_related("unit").order_by("pk")
            self._tell(due, "到期，还没有删除")
            return
        self._tell(wipe_due(at=now, today=today), "已删除")

    def _tell(self, comparisons, word):
        for one in comparisons:
            self.stdout.write(
                f"{one.unit.name}“{one.title}”（{one.sender}，保存到 {one.keep_until}）：{word}。"
            )
        self.stdout.write(f"共 {len(comparisons)} 份名单{word}。")
