import json
import time

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils import timezone

from orgs.models import Unit
from registry.health.models import Finding, HealthScore
from registry.health.rules import RULES
from registry.health.services.checking import check_unit
from registry.health.settings import county_of


class Command(BaseCommand):
    help = (
        "数据体检：按规则检查登记表，记下问题和得分。不写 --unit 时检查全部县（区）。可以每天夜里定时执行。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--unit", metavar="代码", help="只检查这个单位及其下级")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *, unit, **options):
        reports = [self._check(each) for each in self._units(unit)]
        if options["json"]:
            self.stdout.write(json.dumps(reports, ensure_ascii=False))
            return
        for report in reports:
            self.stdout.write(f"{report['unit']}（得分 {report['score'] or '—'}）：{report['sentence']}")
            for name, number in report["rules"].items():
                self.stdout.write(f"  {name}：{number}")

    @staticmethod
    def _units(code):
        if not code:
            return list(Unit.objects.filter(level=Unit.Level.COUNTY).current().order_by("path"))
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise CommandError(f"没有代码为“{code}”的单位。")
        if county_of(unit) is None:
            raise CommandError(f"{unit.name} 不在任何县（区）之内，请写县（区）、乡镇或村的代码。")
        return [unit]

    @staticmethod
    def _check(unit):
        began, now = time.monotonic(), timezone.now()
        outcome = check_unit(unit, by=None, at=now)
        row = HealthScore.objects.get(unit=unit, day=timezone.localdate(now))
        open_now = Finding.objects.open().filter(unit_path__startswith=unit.path).order_by()
        numbers = dict(open_now.values_list("rule").annotate(number=Count("pk")))
        rules = {RULES[code].name if code in RULES else code: number for code, number in numbers.items()}
        return {
            "unit": unit.name,
            "score": None if row.score is None else float(row.score),
            "persons": outcome.persons,
            "new": outcome.new,
            "fixed": outcome.fixed,
            "relapsed": outcome.relapsed,
            "standing": outcome.standing,
            "rules": dict(sorted(rules.items(), key=lambda pair: -pair[1])),
            "sentence": outcome.sentence,
            "seconds": round(time.monotonic() - began, 2),
        }
