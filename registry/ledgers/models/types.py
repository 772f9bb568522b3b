from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet, UnitScopedQuerySet
from registry.ledgers.choices import DRAWN, KEEPER_LEVELS, FieldKind, Keeper, Layout, Paper, PeriodKind

SIGNATURES = ("填表人", "审核人", "负责人", "填表日期")
MOST_DUE_DAYS = 90


def signature_words():
    """Return the words of the signature line that paper forms carry (domain.md §5)."""
    return "、".join(SIGNATURES)


class LedgerTypeQuerySet(HandedDownQuerySet):
    unit_path = "county__path"

    def active(self):
        return self.filter(is_active=True)

    def in_order(self):
        return self.order_by("county__path", "order", "pk")


class LedgerType(TimeStamped):
    """A kind of ledger that a county has its units keep, with its columns and its form on paper."""

    county = models.ForeignKey(Unit, models.PROTECT, related_name="ledger_types", verbose_name="县（区）")
    code = models.CharField("代码", max_length=30, editable=False)
    number = models.CharField("编号", max_length=20, blank=True, help_text="如 表4、册8。")
    name = models.CharField("名称", max_length=60)
    order = models.PositiveSmallIntegerField("次序", default=50)
    keeper = models.CharField("由哪级建立", max_length=12, choices=Keeper, default=Keeper.GRASSROOTS)
    period = models.CharField("报送周期", max_length=10, choices=PeriodKind, default=PeriodKind.MONTH)
    due_days = models.SmallIntegerField(
        "报送期限", default=5, help_text="期末之后几天内报送；填负数则在期末之前几天。"
    )
    source = models.CharField("内容来源", max_length=30, blank=True)
    source_since = models.DateField(
        "自动生成起始日期", null=True, blank=True, editable=False
    )  # empty: in every period
    carries = models.BooleanField(
        "逐期结转", default=False, help_text="名册类勾选：无变化时沿用上期各行；活动类不勾选。"
    )
    is_active = models.BooleanField("启用", default=True)
    paper = models.CharField("打印纸张", max_length=4, choices=Paper, default=Paper.A4)
    layout = models.CharField("打印版式", max_length=6, choices=Layout, default=Layout.TABLE)
    signatures = models.CharField(
        "签字栏", max_length=100, default=signature_words, blank=True, help_text="各栏之间用顿号分开。"
    )
    form_block = models.TextField(
        "表号等",
        blank=True,
        help_text="打印在右上角，一行一项：表号、制定机关、批准机关、批准文号、有效期至。",
    )
    note = models.CharField("填表说明", max_length=300, blank=True)

    objects = LedgerTypeQuerySet.as_manager()

    class Meta:
        verbose_name = "台账类型"
        verbose_name_plural = "台账类型"
        constraints = [
            models.UniqueConstraint(
                fields=["county", "code"],
                name="ledgertype_code_once",
                violation_error_message="该县已有这一台账类型。",
            ),
            models.CheckConstraint(
                name="ledgertype_due_near_the_end",
                condition=Q(due_days__gte=-31, due_days__lte=MOST_DUE_DAYS),
                violation_error_message=f"报送期限须在期末前 31 天到期末后 {MOST_DUE_DAYS} 天之间。",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.name}".strip()

    def get_absolute_url(self):
        return reverse("ledgers:type_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.county.path

    @property
    def is_generated(self):
        """True if a source fills it in, so that nobody types or reports it."""
        return bool(self.source)

    def is_generated_in(self, period):
        """True if a source fills in the period's books; those before it keep what was written by hand."""
        return self.is_generated and (self.source_since is None or period.start >= self.source_since)

    @property
    def is_due(self):
        """True if it must be handed in for each period."""
        return not self.is_generated and self.period != PeriodKind.ANYTIME

    def is_due_in(self, period):
        """True if it must be handed in for this period."""
        return not self.is_generated_in(period) and self.period != PeriodKind.ANYTIME

    @property
    def levels(self):
        return KEEPER_LEVELS[self.keeper]

    def is_kept_by(self, unit):
        return unit.level in self.levels and unit.path.startswith(self.county.path)

    @property
    def signature_list(self):
        return [word.strip() for word in self.signatures.split("、") if word.strip()]

    @property
    def form_lines(self):
        return [line.strip() for line in self.form_block.splitlines() if line.strip()]


class LedgerFieldQuerySet(UnitScopedQuerySet):
    unit_path = "ledger_type__county__path"

    def in_force(self, day):
        """Keep the columns of a period that begins on `day`."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class LedgerField(TimeStamped):
    """One column of a ledger. It ends rather than being deleted, so that past books read as they did."""

    ledger_type = models.ForeignKey(
        LedgerType, models.CASCADE, related_name="fields", verbose_name="台账类型"
    )
    key = models.CharField("键", max_length=30, editable=False)
    order = models.PositiveSmallIntegerField("次序", default=50)
    title = models.CharField("列名", max_length=40)
    kind = models.CharField("类型", max_length=14, choices=FieldKind, default=FieldKind.TEXT)
    is_required = models.BooleanField("必填", default=False)
    width = models.PositiveSmallIntegerField("列宽", default=10, help_text="打印时各列的比例，如 5、10、20。")
    options = models.TextField("选项", blank=True, help_text="一行一个，只用于“选项”类型。")
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)

    objects = LedgerFieldQuerySet.as_manager()

    class Meta:
        verbose_name = "台账列"
        verbose_name_plural = "台账列"
        constraints = [
            models.UniqueConstraint(fields=["ledger_type", "key"], name="ledgerfield_key_once"),
            models.CheckConstraint(
                name="ledgerfield_has_a_width",
                condition=Q(width__gte=1, width__lte=60),
                violation_error_message="列宽须在 1 到 60 之间。",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def unit_path(self):
        return self.ledger_type.county.path

    @property
    def is_drawn(self):
        """True if the register gives the value through the row's person."""
        return self.kind in DRAWN

    @property
    def is_person(self):
        return self.kind == FieldKind.PERSON

    @property
    def option_list(self):
        return [line.strip() for line in self.options.splitlines() if line.strip()]

    @property
    def is_number(self):
        return self.kind in (FieldKind.NUMBER, FieldKind.MONEY, FieldKind.AGE)
