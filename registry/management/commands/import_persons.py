import json
import time
from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from core.permissions import Permission
from core.sheets import UnreadableSheet
from orgs.scoping import EVERYWHERE
from registry.imports.direct import NothingToWrite, common_unit, system_account, write_directly
from registry.imports.planning import plan_file
from registry.imports.problems import KINDS

BAD_FILE = 2  # exit code
NAMED_ROWS = 10


class Command(BaseCommand):
    help = (
        "核对残疾人登记表（xlsx、xls、ods、csv），加 --apply 才写入。写入时错误行留在表外，其余行进入登记，"
        "在“导入登记表”页面可以撤回。不写 --as 时范围是全部单位，写入记在命令行专用账号名下，该账号不能登录。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="登记表文件")
        parser.add_argument("--apply", action="store_true", help="写入没有错误的行")
        parser.add_argument("--as", dest="username", metavar="用户名", help="以此账号的导入权限和范围执行")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *, file, apply, username, **options):
        began = time.monotonic()
        user = self._user(username)
        scope = user.scope_of(Permission.PERSON_IMPORT) if user else EVERYWHERE
        try:
            with file.open("rb") as opened:
                plan = plan_file(opened, scope=scope, today=timezone.localdate())
                if apply:
                    self._apply(plan, File(opened, name=file.name), user)
        except (OSError, UnreadableSheet, NothingToWrite) as problem:
            message = self._message(problem)
            if options["json"]:
                self.stdout.write(json.dumps({"error": message}, ensure_ascii=False))
            raise CommandError(f"{file.name}：{message}", returncode=BAD_FILE) from problem
        report = self._report(plan, seconds=time.monotonic() - began)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self._tell(report, applied=apply)

    @staticmethod
    def _message(problem):
        if isinstance(problem, FileNotFoundError):
            return "没有这个文件。"
        return "文件打不开，请检查路径和权限。" if isinstance(problem, OSError) else str(problem)

    def _apply(self, plan, file, user):
        if plan.new or plan.changed:
            unit = user.home_unit if user and user.home_unit else common_unit(plan)
            write_directly(plan, file, by=user or system_account(), unit=unit, at=timezone.now())

    @staticmethod
    def _user(username):
        if not username:
            return None
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"没有名为“{username}”的可用账号。")
        if not user.holds(Permission.PERSON_IMPORT):
            raise CommandError(f"账号“{username}”没有导入登记表的权限。")
        return user

    @staticmethod
    def _report(plan, *, seconds):
        counts = plan.counts()
        return {
            **{name: counts[name] for name in ("rows", "new", "changed", "unchanged", "refused")},
            "problems": [
                {"row": p.row, "column": p.column, "code": p.code, "message": p.message}
                for p in plan.problems
            ],
            "seconds": round(seconds, 2),
        }

    def _tell(self, report, *, applied):
        by_code = {}
        for problem in report["problems"]:
            by_code.setdefault(problem["code"], []).append(problem["row"])
        for code, title in KINDS.items():
            if rows := by_code.get(code):
                named = "、".join(map(str, rows[:NAMED_ROWS]))
                more = "等" if len(rows) > NAMED_ROWS else ""
                self.stdout.write(f"{title}（{len(rows)} 行）：第 {named} 行{more}")
        done = "已写入" if applied else "只核对，没有写入"
        self.stdout.write(
            f"{report['rows']} 行：可新增 {report['new']}，有变化 {report['changed']}，"
            f"无变化 {report['unchanged']}，有错误 {report['refused']}。{done}。用时 {report['seconds']} 秒。"
        )
