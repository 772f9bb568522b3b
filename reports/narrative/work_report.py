"""The text of a 工作情况汇报: shorter than a summary, in three parts, at any day of the year."""

from registry.choices import Sex
from reports.narrative import year_work
from reports.narrative.problems import problems_of
from reports.narrative.work_problems import RULES
from reports.narrative.writing import numeral, plain
from reports.narrative.year import plans
from reports.sources.assessed import SUBJECTS

MOST_PROBLEMS = 6


def report(story):
    """Return the blocks of the whole text."""
    opening(story)
    story.writer.section("工作开展情况")
    for title, told_of in THEMES:
        told = [sentence for sentence in told_of(story) if sentence]
        if told:
            story.writer.paragraph(plain(f"{title}方面，") + told[0], *told[1:])
    found = problems_of(story, RULES)[:MOST_PROBLEMS]
    story.writer.section("存在的主要问题")
    if not found:
        story.writer.paragraph(story.say("专职委员岗位空缺{posts.vacant}，残疾人证过期{cards.expired}。"))
    for number, problem in enumerate(found, start=1):
        lead = f"{numeral(number)}是{problem.title}，" if len(found) > 1 else f"{problem.title}，"
        told = [sentence for sentence in problem.found if sentence]
        story.writer.paragraph(plain(lead) + told[0], *told[1:])
    story.writer.section("下一步工作打算")
    if not found:
        story.writer.paragraph(story.say("继续做好{register.total}残疾人的服务。"))
    plans(story, found)
    return story.writer.blocks


def opening(story):
    """Say in one paragraph when, where and for how many people."""
    say, day, unit = story.say, story.subject.as_of, story.subject.unit
    head = f"截至{day.year}年{day.month}月{day.day}日，{unit.name}辖"
    below = "{units.grassroots}村（社区）"
    if not unit.is_township:
        below = "{units.townships}乡镇（街道）、" + below
    if story.subject.is_city:
        below = "{units.counties}县（区）、" + below
    sexes = story.split("sex", Sex.choices)
    people = "登记残疾人{register.total}"
    if sexes:
        people += "，其中{sexes}，一级、二级重度残疾人{register.severe}、占{register.severe.share}"
    story.writer.paragraph(
        say(f"{head}{below}。"), say(f"{people}。", sexes=sexes or []), story.change("register.total"),
        plain("现将工作情况汇报如下。"),
    )  # fmt: skip


def organisation(story):
    value = story.book.value
    yield from year_work.bodies(story)
    yield story.say(
        "专职委员岗位已设{posts.existing}，在岗{posts.held}"
        + ("，配备率{posts.held.share}。" if value("posts.existing") else "。")
    )
    yield from year_work.recruited(story)


def support(story):
    yield story.when(
        "举办或参加业务培训{training.courses}，参训{training.once}，参训率{training.once.share}。",
        "training.courses",
    )
    yield story.when(
        "发放专职委员补贴{stipend.paid.amount}，惠及{stipend.paid.people}。", "stipend.paid.people"
    )


def services(story):
    value = story.book.value
    yield story.when(
        "本年登记服务需求{needs.registered}，已落实{needs.solved}，落实率{needs.solved.share}。",
        "needs.registered",
    )
    yield story.when("实施年度项目{projects.count}，已完成任务的{projects.done}。", "projects.count")
    if value("benefits.amount") != "0.00":
        yield story.say("发放残疾人两项补贴{benefits.amount}。")
    yield story.when("核发残疾人证{cards.issued}。", "cards.issued")


def rights(story):
    yield story.when("接待来信来访{petitions.received}，已办结{petitions.settled}。", "petitions.received")
    yield from year_work.routine(story)


def standards(story):
    for grid in story.grids:
        if story.book.value(f"checks.{grid.checklist.code}.units"):
            yield year_work.checked(story, grid, "达标{checks.%s.met}，达标率{checks.%s.met.share}。")
    yield year_work.inspected(story)
    for own in SUBJECTS:
        if story.book.value(f"results.{own}.units"):
            yield next(year_work.results(story, own))


THEMES = (
    ("组织和队伍", organisation),
    ("培训和待遇", support),
    ("服务和补贴", services),
    ("维权和走访", rights),
    ("达标和考核", standards),
)
