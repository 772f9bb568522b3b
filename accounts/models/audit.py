import hashlib
import json

from auditlog.models import AbstractLogEntry, LogEntryManager
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models, transaction

from core import bulk
from orgs.scoping import UnitScopedQuerySet

LOCK_NUMBER = 620_422  # any constant of ours: one writer of the chain at a time on PostgreSQL


FACT_NAMES = {
    "what": "内容",
    "rows": "行数",
    "new": "新增",
    "changed": "有变化",
    "refused": "有错误",
    "file": "文件",
    "people": "人数",
    "persons": "残疾人数",
    "seed": "随机种子",
    "posts": "岗位数",
    "lines": "明细数",
    "amount": "金额（元）",
    "period": "季度",
    "frozen": "固定的结果数",
    "pages": "页数",
}


def label_of(model, name):
    """Return the Chinese name of a model's field, or the name itself."""
    try:
        return str(model._meta.get_field(name).verbose_name)
    except (AttributeError, FieldDoesNotExist):
        return name


class AuditQuerySet(UnitScopedQuerySet):
    unit_path = "unit_path"

    def bulk_create(self, objs, *args, **kwargs):
        """Seal each entry in turn: a bulk insert would leave links out of the chain."""
        for entry in objs:
            entry.save()
        return objs

    def update(self, **kwargs):
        raise TypeError("审计日志只能追加。")

    def delete(self):
        raise TypeError("审计日志只能追加。")


class AuditEntries(LogEntryManager.from_queryset(AuditQuerySet)):
    """django-auditlog's manager with the row door, for appending only."""


class AuditEntry(AbstractLogEntry):
    """Who did or saw what, when, on which page and with which filter. Each entry seals the one before.

    The rows come from django-auditlog (changes of registered models) and from `accounts.audit.record`
    (views, exports, sign-ins). domain.md §9.1: date, user, kind of event, outcome, protected against
    change; kept for at least `settings.AUDIT_KEEP_DAYS`.
    """

    class Event(models.TextChoices):
        CHANGE = "change", "修改"
        VIEW = "view", "查看"
        REVEAL = "reveal", "显示完整信息"
        EXPORT = "export", "导出"
        IMPORT = "import", "导入"
        SIGN_IN = "sign_in", "登录"
        SIGN_IN_FAILED = "sign_in_failed", "登录失败"
        SIGN_OUT = "sign_out", "退出"

    event = models.CharField("事件", max_length=20, choices=Event, default=Event.CHANGE)
    unit_path = models.CharField("单位路径", max_length=40, blank=True)
    page = models.CharField("页面", max_length=300, blank=True)
    filters = models.CharField("筛选条件", max_length=1000, blank=True)
    reason = models.CharField("事由", max_length=300, blank=True)
    previous = models.CharField("上一条的封印", max_length=64, blank=True)
    seal = models.CharField("封印", max_length=64, blank=True)

    objects = AuditEntries()

    class Meta(AbstractLogEntry.Meta):
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ()
        indexes = [
            models.Index(fields=["event", "-id"], name="audit_event"),
            models.Index(fields=["actor", "-id"], name="audit_actor"),
            models.Index(fields=["content_type", "object_id", "-id"], name="audit_object"),
        ]

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("审计日志只能追加。")
        with transaction.atomic():
            self._wait_for_my_turn()
            last = type(self).objects.order_by("-pk").values_list("seal", flat=True).first()
            self.previous = last or ""
            super().save(*args, **kwargs)
            # The time is set by the database layer, so the seal is made of the row as it was written.
            self.seal = self.expected_seal()
            models.QuerySet(type(self)).filter(pk=self.pk).update(seal=self.seal)

    @classmethod
    def append(cls, entries):
        """Write many entries at once, each sealing the one before."""
        if not entries:
            return
        with transaction.atomic():
            cls._wait_for_my_turn()
            seal = cls.objects.order_by("-pk").values_list("seal", flat=True).first() or ""
            for entry in entries:
                entry.previous = seal
                seal = entry.seal = entry.expected_seal()
            bulk.insert(entries, at=None)

    def delete(self, *args, **kwargs):
        raise TypeError("审计日志只能追加。")

    def expected_seal(self):
        """Return the SHA-256 of everything this entry says, chained to the entry before."""
        said = [
            self.previous,
            self.timestamp.isoformat(),
            self.actor_id,
            self.event,
            self.action,
            self.content_type_id,
            str(self.object_pk),  # a number before the row is written, text after
            self.object_repr,
            self.changes,
            self.additional_data,
            self.unit_path,
            self.page,
            self.filters,
            self.reason,
            self.remote_addr,
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    @property
    def is_creation(self):
        return self.action == self.Action.CREATE

    @property
    def facts_in_words(self):
        """Return the recorded facts as (name, value) pairs; names unknown here stay as they are."""
        return [(FACT_NAMES.get(name, name), value) for name, value in (self.additional_data or {}).items()]

    @property
    def changes_in_words(self):
        """Return the changes as (field label, before, after), without keys that say nothing to people."""
        model = self.content_type.model_class()
        rows = []
        for name, pair in (self.changes or {}).items():
            if isinstance(pair, list) and len(pair) == 2 and name != "id":
                rows.append((label_of(model, name), *("" if each == "None" else each for each in pair)))
        return rows

    @staticmethod
    def _wait_for_my_turn():
        # SQLite has one writer by nature; on PostgreSQL two entries could name one predecessor.
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_NUMBER])
