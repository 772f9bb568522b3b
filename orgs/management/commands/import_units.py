import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.sheets import UnreadableSheet
from orgs.imports import units
from orgs.models import Unit


class Command(BaseCommand):
    help = (
        "导入单位名录（csv 或 xlsx，列：代码、名称、类型、上级、户籍人口、户数）。有一行有问题就一行也不写。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="名录文件")
        parser.add_argument("--under", metavar="代码", help="没有上级的行挂在这个单位之下")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *, file, under, dry_run, **options):
        began = time.monotonic()
        try:
            with file.open("rb") as opened:
                plan = units.plan_file(opened, under=self._unit(under))
        except (OSError, UnreadableSheet) as problem:
            raise CommandError(str(problem)) from problem
        if not dry_run and not plan.problems:
            units.apply(plan, by=None, at=timezone.now())
        report = {
            "rows": plan.rows,
            "new": len(plan.new),
            "changed": len(plan.changed),
            "unchanged": plan.unchanged,
            "refused": plan.refused,
            "problems": [vars(problem) for problem in plan.problems],
            "seconds": round(time.monotonic() - began, 2),
        }
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self._tell(report, dry_run=dry_run)
        if plan.problems:
            raise CommandError(f"{plan.refused} 行有问题，没有写入任何单位。", returncode=1)

    def _tell(self, report, *, dry_run):
        for problem in report["problems"]:
            self.stdout.write(f"第 {problem['row']} 行〔{problem['column']}〕{problem['message']}")
        done = "核对" if dry_run or report["problems"] else "导入"
        self.stdout.write(
            f"{done} {report['rows']} 行：新增 {report['new']}，有变化 {report['changed']}，"
            f"无变化 {report['unchanged']}，有问题 {report['refused']}。用时 {report['seconds']} 秒。"
        )

    @staticmethod
    def _unit(code):
        if not code:
            return None
        unit = Unit.objects.current().filter(code=code).first()
        if unit is None:
            raise CommandError(f"没有代码为 {code} 的单位。")
        return unit
