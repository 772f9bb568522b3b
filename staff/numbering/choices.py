"""What is numbered, and the shipped prefixes (示例: no source prescribes them)."""

from django.db.models import TextChoices


class NumberKind(TextChoices):
    RECRUITMENT = "recruitment", "招聘公告编号"
    CONTRACT = "contract", "聘用合同号"
    PERMIT = "permit", "上岗证号"
    TRAINING = "training", "培训结业证号"


PREFIXES = {
    NumberKind.RECRUITMENT: "ZP",
    NumberKind.CONTRACT: "HT",
    NumberKind.PERMIT: "SG",
    NumberKind.TRAINING: "PX",
}
