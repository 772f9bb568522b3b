"""The text of a 半年通报: who is ahead or behind with the work, praise, criticism, demands."""

from decimal import Decimal

from reports.narrative import work_report
from reports.narrative.problems import TOP, problems_of
from reports.narrative.terms import term_of, thresholds_of
from reports.narrative.work_problems import RULES
from reports.narrative.writing import plain
from reports.narrative.year import plans
from reports.sources.places import PLACE_COLUMNS
from reports.sources.progress import TASKS, task_parts, task_share

MOST_DEMANDS = 7
FULL = Decimal(100)


def bulletin(story, tasks):
    """Return the blocks of the whole text.

    :param tasks: those of `progress.TASKS` of which something is known.
    """
    day, writer = story.subject.as_of, story.writer
    told = (
        f"截至{day.year}年{day.month}月{day.day}日，{story.subject.whole}残疾人工作进展情况通报如下，"
        "累计数自1月1日起计算。"
    )
    writer.blocks.append({"kind": "p", "segments": plain(told)})
    writer.section("总体情况")
    for _, told_of in work_report.THEMES:
        writer.paragraph(*told_of(story))
    rows = [row for row in story.book.lists["progress"].rows if row[-2] is not None]
    if rows:
        writer.section(f"各{story.subject.areas_named}进展")
        writer.paragraph(*ranking(story, rows, tasks))
    if len(rows) >= 2 * TOP:
        writer.section("表扬和批评")
        writer.paragraph(*praise(story, rows, tasks))
        for task in tasks:
            writer.paragraph(*criticism(story, rows, task))
    found = problems_of(story, RULES)[:MOST_DEMANDS]
    writer.section("下一步要求")
    if rows and len(rows) >= 2 * TOP:
        writer.paragraph(_last_ones(story, rows))
    plans(story, found)
    return writer.blocks


def ranking(story, rows, tasks):
    """Return the sentences on who is first and last by the mean of what is done."""
    names = "、".join(TASKS[task] for task in tasks)
    yield story.say(f"按{names}的平均数排名，参加排名的{story.subject.areas_named}{{progress.places}}。")
    if len(rows) < 2 * TOP:
        yield story.say("依次为{each}。", each=_named(story, rows))
        return
    yield story.say("综合进度居前的是{each}。", each=_named(story, rows[:TOP]))
    yield story.say("靠后的是{each}。", each=_named(story, rows[-TOP:]))


def praise(story, rows, tasks):
    """Return a sentence on those ahead, and one per task that some have done altogether."""
    yield story.say("对综合进度居前的{each}予以表扬。", each=_named(story, rows[:TOP]))
    for task in tasks:
        full = [row for row in rows if task_share(row, task) and Decimal(task_share(row, task)) == FULL]
        if 0 < len(full) <= TOP:
            yield story.say(f"{TASKS[task]}全部完成的是{{each}}。", each=_named(story, full, task))


def criticism(story, rows, task):
    """Return the sentences on the last three of a task that are far enough behind; none without any.

    Who is praised altogether is not criticised by the way: it is told what it still lacks.
    """
    known = [row for row in rows if task_share(row, task) is not None]
    behind = [row for row in known if _is_behind(story, row, task)]
    if len(known) < 2 * TOP or not behind:
        return []
    behind.sort(key=lambda row: (Decimal(task_share(row, task)), row[2]))
    praised = [row for row in behind[:TOP] if row in rows[:TOP]]
    blamed = [row for row in behind[:TOP] if row not in praised]
    name, whole = TASKS[task], story.subject.whole
    found = []
    if blamed:
        each = _named(story, blamed, task)
        found.append(
            story.say(
                f"{name}较低的是{{each}}，低于{whole}的{{progress.{task}.rate}}，予以通报批评。", each=each
            )
        )
    if praised:
        each = _named(story, praised, task)
        found.append(
            story.say(
                f"{{each}}总体居前，但{name}低于{whole}的{{progress.{task}.rate}}，要尽快补上。", each=each
            )
        )
    return found


def _is_behind(story, row, task):
    """True if a place is below the threshold and below all places together, by more than chance."""
    limits, share = thresholds_of(story.subject)[task], Decimal(task_share(row, task))
    done, whole = task_parts(row, task)
    return (
        share < limits["floor"]
        and share < Decimal(story.book.value(f"progress.{task}.rate"))
        and whole >= limits["whole"]
        and whole - done >= limits["cases"]
    )


def _last_ones(story, rows):
    by, each = term_of(story.subject, "uneven"), _named(story, rows[-TOP:])
    to = story.subject.unit.federation_name
    return story.say(f"{{each}}要查找原因，逐项补差，{by}向{to}书面报告整改情况。", each=each)


def _named(story, rows, task="mean"):
    area = next(place for place, own in enumerate(PLACE_COLUMNS) if own.key == "area")
    entries = [(row[0], f"progress.{task}.{row[area]}") for row in rows]
    return story.writer.each(entries, template="{name}（{figure}）")
