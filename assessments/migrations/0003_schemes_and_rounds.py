import core.migrating
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("assessments", "0002_confirmation"),
        ("orgs", "0002_squashed_0005_tables"),
    ]

    operations = [
        core.migrating.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Scheme",
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
                        (
                            "subject",
                            models.CharField(
                                choices=[
                                    ("township", "乡镇（街道）残联"),
                                    ("grassroots", "村（社区）残协"),
                                    ("township_member", "乡镇（街道）专职委员"),
                                    ("village_member", "村（社区）专职委员"),
                                ],
                                max_length=20,
                                verbose_name="考核对象",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版次")),
                        ("name", models.CharField(max_length=80, verbose_name="名称")),
                        ("basis", models.CharField(blank=True, max_length=120, verbose_name="依据（文号）")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "起草中"),
                                    ("published", "已发布"),
                                    ("superseded", "已被新版代替"),
                                ],
                                default="draft",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "full_points",
                            models.DecimalField(
                                decimal_places=2, default=100, max_digits=7, verbose_name="满分"
                            ),
                        ),
                        (
                            "bonus_cap",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=6, verbose_name="加分上限"
                            ),
                        ),
                        ("template", models.CharField(blank=True, max_length=40, verbose_name="范本")),
                        ("note", models.TextField(blank=True, verbose_name="说明")),
                        ("revision", models.PositiveIntegerField(default=0, verbose_name="修改次数")),
                        (
                            "published_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="发布时间"),
                        ),
                        (
                            "copied_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="copies",
                                to="assessments.scheme",
                                verbose_name="来自",
                            ),
                        ),
                        (
                            "county",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="schemes",
                                to="orgs.unit",
                                verbose_name="县（区）",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="起草人",
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="发布人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "考核方案",
                        "verbose_name_plural": "考核方案",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("county", "year", "subject", "version"),
                                name="scheme_version_once",
                                violation_error_message="这一年度、这一对象的方案已有这个版次。",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "draft")),
                                fields=("county", "year", "subject"),
                                name="scheme_one_draft",
                                violation_error_message="这一年度、这一对象的方案已有一份在起草。",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "published")),
                                fields=("county", "year", "subject"),
                                name="scheme_one_in_force",
                                violation_error_message="这一年度、这一对象的方案只能有一版有效。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                                name="scheme_in_a_real_year",
                                violation_error_message="年度不正确。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("bonus_cap__gte", 0), ("full_points__gt", 0)),
                                name="scheme_points_positive",
                                violation_error_message="满分须大于 0，加分上限不能为负。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("published_at", None), ("published_by", None), ("state", "draft")
                                    ),
                                    models.Q(
                                        models.Q(("state", "draft"), _negated=True),
                                        ("published_at__isnull", False),
                                        ("published_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="scheme_published_by_somebody",
                                violation_error_message="已发布的方案须有发布人和发布时间。",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Round",
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
                        (
                            "subject",
                            models.CharField(
                                choices=[
                                    ("township", "乡镇（街道）残联"),
                                    ("grassroots", "村（社区）残协"),
                                    ("township_member", "乡镇（街道）专职委员"),
                                    ("village_member", "村（社区）专职委员"),
                                ],
                                max_length=20,
                                verbose_name="考核对象",
                            ),
                        ),
                        (
                            "phase",
                            models.CharField(
                                choices=[
                                    ("planning", "筹备"),
                                    ("open", "日常推进"),
                                    ("self", "单位自评"),
                                    ("review", "复核"),
                                    ("meeting", "联席会议"),
                                    ("notice", "公示申诉"),
                                    ("final", "已定稿"),
                                ],
                                default="planning",
                                max_length=10,
                                verbose_name="阶段",
                            ),
                        ),
                        ("self_from", models.DateField(verbose_name="自评开始")),
                        ("self_until", models.DateField(verbose_name="自评截止")),
                        ("review_until", models.DateField(verbose_name="复核截止")),
                        ("meeting_on", models.DateField(blank=True, null=True, verbose_name="联席会议日期")),
                        ("appeal_until", models.DateField(blank=True, null=True, verbose_name="申诉截止")),
                        ("final_at", models.DateTimeField(blank=True, null=True, verbose_name="定稿时间")),
                        (
                            "county",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="orgs.unit",
                                verbose_name="县（区）",
                            ),
                        ),
                        (
                            "final_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="定稿人",
                            ),
                        ),
                        (
                            "scheme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="assessments.scheme",
                                verbose_name="考核方案",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "年度考核",
                        "verbose_name_plural": "年度考核",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("county", "year", "subject"),
                                name="round_once_a_year",
                                violation_error_message="这一年度、这一对象的考核已经建立。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                                name="round_in_a_real_year",
                                violation_error_message="年度不正确。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("review_until__gte", models.F("self_until")),
                                    ("self_until__gte", models.F("self_from")),
                                ),
                                name="round_days_in_order",
                                violation_error_message="自评开始、自评截止、复核截止须依次不早于前一个日期。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("final_at__isnull", False),
                                        ("final_by__isnull", False),
                                        ("phase", "final"),
                                    ),
                                    models.Q(
                                        models.Q(("phase", "final"), _negated=True),
                                        ("final_at", None),
                                        ("final_by", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="round_final_by_somebody",
                                violation_error_message="定稿须有定稿人和定稿时间。",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Band",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("grade", "等次"), ("star", "星级"), ("tier", "档次")],
                                max_length=10,
                                verbose_name="种类",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                        ("name", models.CharField(max_length=20, verbose_name="名称")),
                        (
                            "from_points",
                            models.DecimalField(decimal_places=2, max_digits=7, verbose_name="起始分"),
                        ),
                        (
                            "quota_percent",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                verbose_name="名额比例（%）",
                            ),
                        ),
                        (
                            "tone",
                            models.CharField(
                                choices=[("good", "绿"), ("none", "灰"), ("warn", "黄"), ("bad", "红")],
                                default="none",
                                max_length=6,
                                verbose_name="颜色",
                            ),
                        ),
                        (
                            "scheme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="bands",
                                to="assessments.scheme",
                                verbose_name="考核方案",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "分数段",
                        "verbose_name_plural": "分数段",
                        "ordering": ["kind", "number", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("scheme", "kind", "from_points"),
                                name="band_begins_once",
                                violation_error_message="两个分数段不能从同一分数开始。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("from_points__gte", 0),
                                    models.Q(
                                        ("quota_percent", None),
                                        models.Q(("quota_percent__gte", 0), ("quota_percent__lte", 100)),
                                        _connector="OR",
                                    ),
                                ),
                                name="band_numbers_sound",
                                violation_error_message="起始分不能为负，名额比例须在 0 到 100 之间。",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Section",
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
                        ("name", models.CharField(max_length=60, verbose_name="考核项目")),
                        ("points", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="分值")),
                        (
                            "scheme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sections",
                                to="assessments.scheme",
                                verbose_name="考核方案",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "考核项目",
                        "verbose_name_plural": "考核项目",
                        "ordering": ["number", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("points__gte", 0)),
                                name="section_points_not_negative",
                                violation_error_message="分值不能为负。",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Item",
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
                        (
                            "lineage",
                            models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="沿革号"),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="工作目标")),
                        ("criterion", models.TextField(blank=True, verbose_name="计分办法")),
                        ("points", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="分值")),
                        ("rule", models.CharField(max_length=20, verbose_name="计分规则")),
                        ("params", models.JSONField(blank=True, default=dict, verbose_name="规则参数")),
                        ("bindings", models.JSONField(blank=True, default=dict, verbose_name="系统判定")),
                        ("is_pledged", models.BooleanField(default=False, verbose_name="逐单位下达指标")),
                        ("evidence_needed", models.BooleanField(default=False, verbose_name="须上传佐证")),
                        (
                            "due_month",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="完成月份"),
                        ),
                        (
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="assessments.section",
                                verbose_name="考核项目",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "考核指标",
                        "verbose_name_plural": "考核指标",
                        "ordering": ["number", "pk"],
                        "indexes": [models.Index(fields=["lineage"], name="item_lineage")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("points__gte", 0)),
                                name="item_points_not_negative",
                                violation_error_message="分值不能为负。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("due_month", None),
                                    models.Q(("due_month__gte", 1), ("due_month__lte", 12)),
                                    _connector="OR",
                                ),
                                name="item_due_in_a_month",
                                violation_error_message="完成月份须在 1 到 12 之间。",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                        ("self_at", models.DateTimeField(blank=True, null=True, verbose_name="自评提交时间")),
                        ("township_at", models.DateTimeField(blank=True, null=True, verbose_name="初审时间")),
                        ("county_at", models.DateTimeField(blank=True, null=True, verbose_name="复核时间")),
                        ("extended_until", models.DateField(blank=True, null=True, verbose_name="延期至")),
                        (
                            "extended_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="延期理由"),
                        ),
                        (
                            "exempt_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="不参加考核的理由"),
                        ),
                        ("revision", models.PositiveIntegerField(default=0, verbose_name="修改次数")),
                        (
                            "county_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="复核人",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="assessments.round",
                                verbose_name="年度考核",
                            ),
                        ),
                        (
                            "self_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="自评提交人",
                            ),
                        ),
                        (
                            "township_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="初审人",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="orgs.unit",
                                verbose_name="单位",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "考核评分表",
                        "verbose_name_plural": "考核评分表",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "unit"),
                                name="sheet_once",
                                violation_error_message="该单位本年度已有考核评分表。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("extended_until", None),
                                    models.Q(("extended_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="sheet_extended_for_a_reason",
                                violation_error_message="延期须写明理由。",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Result",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "points",
                            models.DecimalField(decimal_places=2, max_digits=7, verbose_name="基本分"),
                        ),
                        ("bonus", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="加分")),
                        ("total", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="总分")),
                        ("veto", models.CharField(blank=True, max_length=120, verbose_name="一票否决")),
                        ("rank", models.PositiveIntegerField(verbose_name="名次")),
                        ("group_name", models.CharField(blank=True, max_length=40, verbose_name="组别")),
                        (
                            "group_rank",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="组内名次"),
                        ),
                        ("grade", models.CharField(blank=True, max_length=20, verbose_name="等次")),
                        (
                            "grade_words",
                            models.CharField(blank=True, max_length=200, verbose_name="等次说明"),
                        ),
                        ("stars", models.CharField(blank=True, max_length=20, verbose_name="星级")),
                        ("tier", models.CharField(blank=True, max_length=20, verbose_name="档次")),
                        (
                            "sheet",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="result",
                                to="assessments.sheet",
                                verbose_name="考核评分表",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "考核结果",
                        "verbose_name_plural": "考核结果",
                    },
                ),
                migrations.CreateModel(
                    name="Mark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                        ("lineage", models.UUIDField(verbose_name="指标沿革号")),
                        (
                            "stage",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (10, "自评"),
                                    (20, "乡镇初审"),
                                    (30, "督查"),
                                    (40, "县级复核"),
                                    (50, "联席会议"),
                                    (60, "申诉"),
                                ],
                                verbose_name="阶段",
                            ),
                        ),
                        ("answers", models.JSONField(blank=True, null=True, verbose_name="填报")),
                        ("points", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="得分")),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="计分说明")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="理由")),
                        ("fact_answers", models.JSONField(blank=True, null=True, verbose_name="系统判定")),
                        (
                            "fact_points",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="系统得分"
                            ),
                        ),
                        (
                            "fact_words",
                            models.CharField(blank=True, max_length=300, verbose_name="系统判定依据"),
                        ),
                        ("at", models.DateTimeField(verbose_name="评分时间")),
                        ("revision", models.PositiveIntegerField(default=0, verbose_name="修改次数")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="评分人",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="marks",
                                to="assessments.item",
                                verbose_name="考核指标",
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="marks",
                                to="assessments.sheet",
                                verbose_name="考核评分表",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "评分",
                        "verbose_name_plural": "评分",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("sheet", "lineage", "stage"),
                                name="mark_once_a_stage",
                                violation_error_message="这一项在这一阶段已有评分。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answers__isnull", False),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="mark_set_directly_gives_reason",
                                violation_error_message="直接给分须写明理由。",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Target",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                        ("lineage", models.UUIDField(verbose_name="指标沿革号")),
                        (
                            "value",
                            models.DecimalField(decimal_places=2, max_digits=14, verbose_name="指标数"),
                        ),
                        ("how", models.CharField(blank=True, max_length=60, verbose_name="下达方式")),
                        (
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="targets",
                                to="assessments.sheet",
                                verbose_name="考核评分表",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "年度指标",
                        "verbose_name_plural": "年度指标",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("sheet", "lineage"),
                                name="target_once",
                                violation_error_message="该单位这一项已有年度指标。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("value__gte", 0)),
                                name="target_not_negative",
                                violation_error_message="指标数不能为负。",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResultItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("lineage", models.UUIDField(verbose_name="指标沿革号")),
                        (
                            "stage",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="阶段"),
                        ),
                        ("points", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="得分")),
                        ("full", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="分值")),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="计分说明")),
                        (
                            "result",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="assessments.result",
                                verbose_name="考核结果",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "考核结果明细",
                        "verbose_name_plural": "考核结果明细",
                        "constraints": [
                            models.UniqueConstraint(fields=("result", "lineage"), name="result_item_once")
                        ],
                    },
                ),
            ],
        ),
    ]
