from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from assessments.periods import Quarter
from assessments.services.closing import NotClosable, close_quarter
from orgs.models import Unit


class Command(BaseCommand):
    help = "截止一个县已结束的季度：固定系统判定的各格，此后不再变动。"

    def add_arguments(self, parser):
        parser.add_argument("--county", required=True, help="县（区）代码")
        parser.add_argument("--year", required=True, type=int, help="年度")
        parser.add_argument("--quarter", required=True, type=int, choices=range(1, 5), help="季度，1 至 4")
        parser.add_argument("--as", required=True, dest="as_user", help="以哪个用户的名义")

    def handle(self, *, county, year, quarter, as_user, **options):
        unit = Unit.objects.filter(level=Unit.Level.COUNTY, code=county).first()
        if unit is None:
            raise CommandError(f"没有代码为 {county} 的县（区）。")
        user = User.objects.filter(username=as_user).first()
        if user is None:
            raise CommandError(f"没有用户 {as_user}。")
        period = Quarter(year, quarter)
        try:
            frozen = close_quarter(unit, period, by=user, at=timezone.now(), today=timezone.localdate())
        except NotClosable as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{unit.name}{period.label}已截止，固定 {frozen} 格。")
