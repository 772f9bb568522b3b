"""What pages say in words of whom a project, or a kind of project, is for."""

from registry.choices import Category, Grade, Subsistence


def for_whom(project):
    """Return in words whom the register proposes for a project or a kind of project."""
    parts = [
        "、".join(dict(Category.choices)[value] for value in project.categories),
        "、".join(dict(Grade.choices)[value] for value in project.grades),
        "、".join(dict(Subsistence.choices)[value] for value in project.subsistence),
        _ages(project),
    ]
    return "；".join(filter(None, parts)) or "全部在册残疾人"


def _ages(project):
    low, high = project.age_from, project.age_to
    if low is None and high is None:
        return ""
    return f"{low} 岁以上" if high is None else f"{high} 岁以下" if low is None else f"{low}–{high} 岁"
