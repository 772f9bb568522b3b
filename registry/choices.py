"""Coded values of the register; categories and grades in the national order (domain.md §1.1, §2)."""

from django.db.models import TextChoices


class Sex(TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class Category(TextChoices):
    """残疾类别; the value is the 19th digit of the certificate number."""

    VISION = "1", "视力"
    HEARING = "2", "听力"
    SPEECH = "3", "言语"
    PHYSICAL = "4", "肢体"
    INTELLECTUAL = "5", "智力"
    MENTAL = "6", "精神"
    MULTIPLE = "7", "多重"


class Grade(TextChoices):
    """残疾等级; the value is the 20th digit of the certificate number, 1 the most severe."""

    ONE = "1", "一级"
    TWO = "2", "二级"
    THREE = "3", "三级"
    FOUR = "4", "四级"


SEVERE_GRADES = (Grade.ONE, Grade.TWO)


class CardState(TextChoices):
    """State of a certificate as the field names it (domain.md §1.3); expiry follows from the date."""

    VALID = "valid", "有效"
    FROZEN = "frozen", "冻结"
    CANCELLED = "cancelled", "注销"
    REPLACED = "replaced", "已换发"


class Hukou(TextChoices):
    RURAL = "rural", "农业"
    URBAN = "urban", "非农业"


class Education(TextChoices):
    NONE = "none", "文盲或半文盲"
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中（含中专职高）"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "本科"
    GRADUATE = "graduate", "硕士及以上"


class Marriage(TextChoices):
    SINGLE = "single", "未婚"
    MARRIED = "married", "已婚"
    WIDOWED = "widowed", "丧偶"
    DIVORCED = "divorced", "离婚"


class Employment(TextChoices):
    """就业状况, the forms of 动态1表 R17 and the reasons of R19 in short (domain.md §2.2)."""

    QUOTA = "quota", "按比例就业"
    GROUPED = "grouped", "集中就业"
    SELF = "self", "个体就业"
    WELFARE_POST = "welfare_post", "公益性岗位"
    AUXILIARY = "auxiliary", "辅助性就业"
    FARMING = "farming", "农村种养加"
    FLEXIBLE = "flexible", "灵活就业"
    STUDENT = "student", "在校学习"
    RETIRED = "retired", "退休"
    UNABLE = "unable", "丧失劳动能力"
    NONE = "none", "未就业"


class Subsistence(TextChoices):
    NONE = "none", "无"
    DIBAO = "dibao", "低保"
    TEKUN = "tekun", "特困"


class Relation(TextChoices):
    """与户主关系."""

    HEAD = "head", "户主"
    SPOUSE = "spouse", "配偶"
    CHILD = "child", "子女"
    PARENT = "parent", "父母"
    SIBLING = "sibling", "兄弟姐妹"
    GRANDCHILD = "grandchild", "孙子女"
    OTHER = "other", "其他"


class ArchiveReason(TextChoices):
    DEATH = "death", "死亡"
    MOVED_OUT = "moved_out", "迁出"
    CARD_CANCELLED = "card_cancelled", "残疾人证注销"
    DUPLICATE = "duplicate", "重复登记"
    OTHER = "other", "其他"
