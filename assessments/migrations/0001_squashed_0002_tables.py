import assessments.library.models
import core.migrating
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("assessments", "0001_initial"), ("assessments", "0002_confirmation")]

    initial = True

    dependencies = [
        ("accounts", "0002_user_origin"),
        ("orgs", "0002_squashed_0005_tables"),
    ]

    operations = [
        core.migrating.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Checklist",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                        ("name", models.CharField(max_length=30, verbose_name="名称")),
                        ("code", models.SlugField(max_length=30, verbose_name="代码")),
                        ("levels", models.JSONField(default=list, verbose_name="适用层级")),
                        ("valid_from", models.DateField(verbose_name="启用日期")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                        ("note", models.TextField(blank=True, verbose_name="说明")),
                        (
                            "county",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checklists",
                                to="orgs.unit",
                                verbose_name="县（区）",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "达标清单",
                        "verbose_name_plural": "达标清单",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("valid_to", None)),
                                fields=("county", "code"),
                                name="checklist_code_unique",
                                violation_error_message="该县已有这份清单。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="checklist_ends_after_it_begins",
                                violation_error_message="停用日期不能早于启用日期。",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="ChecklistItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                        ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                        ("name", models.CharField(max_length=50, verbose_name="项目")),
                        ("short_name", models.CharField(max_length=12, verbose_name="表头简称")),
                        (
                            "decided_by",
                            models.CharField(
                                choices=[("hand", "人工查验"), ("fact", "系统按事实判定")],
                                default="hand",
                                max_length=10,
                                verbose_name="判定方式",
                            ),
                        ),
                        ("fact", models.CharField(blank=True, max_length=50, verbose_name="判定依据")),
                        (
                            "threshold",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                verbose_name="达标线（%）",
                            ),
                        ),
                        ("criterion", models.TextField(blank=True, verbose_name="判定标准")),
                        ("evidence_needed", models.BooleanField(default=False, verbose_name="须上传佐证")),
                        ("valid_from", models.DateField(verbose_name="启用日期")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                        (
                            "checklist",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="assessments.checklist",
                                verbose_name="达标清单",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "达标项目",
                        "verbose_name_plural": "达标项目",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("valid_to", None)),
                                fields=("checklist", "number"),
                                name="checklist_item_number_unique",
                                violation_error_message="清单中已有这个序号的项目。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_by", "fact"), models.Q(("fact", ""), _negated=True)),
                                    models.Q(("decided_by", "hand"), ("fact", "")),
                                    _connector="OR",
                                ),
                                name="checklist_item_fact_named",
                                violation_error_message="由系统判定的项目须选择判定依据，人工查验的项目不选。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("threshold", None),
                                    models.Q(("threshold__gte", 0), ("threshold__lte", 100)),
                                    _connector="OR",
                                ),
                                name="checklist_item_threshold_is_percent",
                                violation_error_message="达标线须在 0 到 100 之间。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="checklist_item_ends_after_it_begins",
                                violation_error_message="停用日期不能早于启用日期。",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Check",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("quarter", models.PositiveSmallIntegerField(verbose_name="季度")),
                        (
                            "result",
                            models.CharField(
                                choices=[("yes", "有"), ("no", "无"), ("unseen", "未查")],
                                max_length=10,
                                verbose_name="结果",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("hand", "人工查验"),
                                    ("fact", "系统判定"),
                                    ("override", "人工改判"),
                                ],
                                max_length=10,
                                verbose_name="判定来源",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="改判理由")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                        (
                            "fact_value",
                            models.CharField(
                                blank=True,
                                choices=[("yes", "有"), ("no", "无"), ("unknown", "无数据")],
                                max_length=10,
                                verbose_name="系统判定值",
                            ),
                        ),
                        (
                            "fact_text",
                            models.CharField(blank=True, max_length=200, verbose_name="系统判定依据"),
                        ),
                        ("checked_on", models.DateField(blank=True, null=True, verbose_name="查验日期")),
                        (
                            "inspector",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="查验人",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="orgs.unit",
                                verbose_name="单位",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="assessments.checklistitem",
                                verbose_name="项目",
                            ),
                        ),
                        (
                            "awaits_confirmation",
                            models.BooleanField(default=False, verbose_name="待上级确认"),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                        ),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="确认人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "查验记录",
                        "verbose_name_plural": "查验记录",
                        "indexes": [
                            models.Index(fields=["year", "quarter", "unit"], name="check_period_unit")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "item", "year", "quarter"),
                                name="check_once_a_quarter",
                                violation_error_message="该单位这一项本季度已有查验记录。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("quarter__gte", 1),
                                    ("quarter__lte", 4),
                                    ("year__gte", 2000),
                                    ("year__lte", 2100),
                                ),
                                name="check_in_a_real_quarter",
                                violation_error_message="年度或季度不正确。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("source", "override"), _negated=True),
                                    models.Q(
                                        models.Q(("reason", ""), _negated=True),
                                        models.Q(("fact_value", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="check_override_gives_reason",
                                violation_error_message="人工改判须写明理由，并保留系统判定值。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("source", "fact"), _negated=True),
                                    models.Q(("fact_value", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="check_fact_keeps_value",
                                violation_error_message="系统判定须保留判定值。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("source", "fact"),
                                    models.Q(("checked_on__isnull", False), ("inspector__isnull", False)),
                                    _connector="OR",
                                ),
                                name="check_by_hand_names_inspector",
                                violation_error_message="人工查验须有查验人和查验日期。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("awaits_confirmation", False),
                                    models.Q(("confirmed_by", None), ("source", "override")),
                                    _connector="OR",
                                ),
                                name="check_waits_only_overruled",
                                violation_error_message="只有改判需要上级确认。",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClosedQuarter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("quarter", models.PositiveSmallIntegerField(verbose_name="季度")),
                        ("closed_at", models.DateTimeField(verbose_name="截止时间")),
                        (
                            "closed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="截止人",
                            ),
                        ),
                        (
                            "county",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="closed_quarters",
                                to="orgs.unit",
                                verbose_name="县（区）",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "已截止季度",
                        "verbose_name_plural": "已截止季度",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("county", "year", "quarter"),
                                name="closed_quarter_once",
                                violation_error_message="这一季度已经截止。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("quarter__gte", 1),
                                    ("quarter__lte", 4),
                                    ("year__gte", 2000),
                                    ("year__lte", 2100),
                                ),
                                name="closed_quarter_is_real",
                                violation_error_message="年度或季度不正确。",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Evidence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "file",
                            models.FileField(
                                max_length=200,
                                upload_to=assessments.library.models.stored_under,
                                verbose_name="文件",
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="文件名")),
                        ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                        ("content_type", models.CharField(max_length=100, verbose_name="类型")),
                        ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                        ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="撤下时间"),
                        ),
                        (
                            "check_row",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="evidence",
                                to="assessments.check",
                                verbose_name="查验记录",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="上传人",
                            ),
                        ),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="撤下人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "佐证材料",
                        "verbose_name_plural": "佐证材料",
                        "indexes": [models.Index(fields=["sha256"], name="evidence_digest")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("check_row", "sha256"),
                                name="evidence_once_per_check",
                                violation_error_message="这份材料已经上传过。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                                    models.Q(
                                        ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="evidence_withdrawn_at_and_by_together",
                                violation_error_message="撤下时间和撤下人必须同时填写。",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
