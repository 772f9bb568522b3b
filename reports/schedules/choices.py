from django.db.models import TextChoices


class Every(TextChoices):
    """How often a report is made by itself."""

    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF = "half", "每半年"
    YEAR = "year", "每年"


MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}


class Standing(TextChoices):
    """What has become of one making."""

    WAITING = "waiting", "排队中"
    RUNNING = "running", "生成中"
    DONE = "done", "已生成"
    FAILED = "failed", "没有做成"
    CANCELLED = "cancelled", "已取消"


TONES = {Standing.DONE: "good", Standing.FAILED: "bad", Standing.RUNNING: "info"}


def when_in_words(every, offset):
    """Return when something is made: 每季度最后一天, 每季度结束后第 3 天."""
    return f"{Every(every).label}{f'结束后第 {offset} 天' if offset else '最后一天'}"
