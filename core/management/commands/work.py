from django.core.management import call_command
from django.core.management.base import BaseCommand

from core.models import Job


class Command(BaseCommand):
    help = "执行排队的任务（导入、生成文档等），直到被停止。"

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="做完排队的任务就结束")

    def handle(self, *, once, **options):
        if broken := Job.objects.close_broken():
            self.stdout.write(f"{broken} 个任务上次被中断，已标明，可由发起人重新开始。")
        call_command("db_worker", batch=once, interval=0.5, startup_delay=False, reload=False, verbosity=0)
