from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.weather.services.recording import record_everywhere


class Command(BaseCommand):
    help = "记下今天各单位的目前得分、预计得分和最高可得，供查看走势和生成季通报。可以每天夜里定时执行。"

    def handle(self, **options):
        for round_, number in record_everywhere(at=timezone.now()).items():
            self.stdout.write(f"{round_.county.name} {round_}：已记 {number} 个单位。")
