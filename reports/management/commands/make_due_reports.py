from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.schedules.services import make_due


class Command(BaseCommand):
    help = (
        "生成到期的定时报表：每条定时报表每期只做一次，停机期间到期的补做，没做成的再做一次。"
        "放进后台任务，由 work 进程生成。每天定时执行，执行几次都一样。"
    )

    def handle(self, **options):
        made = make_due(at=timezone.now())
        for said, runs in (("开始生成", made.begun), ("再做一次", made.again), ("没有做", made.refused)):
            for run in runs:
                self.stdout.write(
                    f"{run.unit.name}《{run}》：{said}{'，' + run.refusal if run.refusal else ''}"
                )
        self.stdout.write(
            f"新开始 {len(made.begun)} 份，再做 {len(made.again)} 份，没有做 {len(made.refused)} 份。"
        )
