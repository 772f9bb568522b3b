from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from core.permissions import Permission
from orgs.models import Unit
from reports.kinds import KINDS
from reports.periods import NotPossible
from reports.services import make_document


class Command(BaseCommand):
    help = "生成报表（PDF）：冻结当天的数据，排版，写入文件并存入系统。"

    def add_arguments(self, parser):
        parser.add_argument("kind", nargs="?", help="报表种类，见 --list")
        parser.add_argument("--unit", help="单位代码")
        parser.add_argument("--year", type=int, help="年度")
        parser.add_argument(
            "--quarter",
            type=int,
            help="季度，1 到 4；检查表、通报用，半年通报用 2 或 4，不填为当前或最后一期",
        )
        parser.add_argument("--out", type=Path, help="写入的文件")
        parser.add_argument("--as", dest="username", help="以哪个用户的名义和权限生成")
        parser.add_argument("--list", action="store_true", help="列出报表种类和适用的单位层级")

    def handle(self, *, list, **options):
        if list:
            self._list_kinds()
        else:
            self._make(**options)

    def _list_kinds(self):
        for kind in KINDS.values():
            self.stdout.write(f"{kind.code}\t{kind.name}\t适用：{kind.level_names}")

    def _make(self, *, kind, unit, year, out, **options):
        missing = [
            name
            for name, value in (("KIND", kind), ("--unit", unit), ("--year", year), ("--out", out))
            if value is None
        ]
        if missing:
            raise CommandError(f"缺少参数：{'、'.join(missing)}。种类见 --list。")
        if not out.parent.is_dir():
            raise CommandError(f"文件夹 {out.parent} 不存在。")
        by = self._user(options["username"])
        try:
            document = make_document(
                kind, self._unit(unit, by), year=year, quarter=options["quarter"], by=by, at=timezone.now()
            )
        except NotPossible as problem:
            raise CommandError(str(problem)) from problem
        with document.file.open("rb") as made:
            out.write_bytes(made.read())
        digest = document.snapshot.short_digest
        self.stdout.write(f"已生成《{document.title}》，共 {document.pages} 页，写入 {out}，快照 {digest}。")
        if document.shapeless:
            self.stderr.write(f"这些字没有字体，印成了编号：{'、'.join(document.shapeless)}")

    def _unit(self, code, by):
        units = Unit.objects if by is None else Unit.objects.within(by.scope_of(Permission.REPORT_MAKE))
        found = units.filter(code=code).first()
        if found is None:
            raise CommandError(
                f"没有代码为 {code} 的单位" + ("。" if by is None else "，或不在该用户的管辖范围内。")
            )
        return found

    def _user(self, username):
        if username is None:
            return None
        found = User.objects.filter(username=username, is_active=True).first()
        if found is None:
            raise CommandError(f"没有用户“{username}”。")
        return found
