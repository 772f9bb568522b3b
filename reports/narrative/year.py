"""The text of a year-end summary, in the four sections of the field's own summaries (domain.md §7.3)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.choices import ArchiveReason, Category, Hukou, Sex
from reports.figures import FigureBook
from reports.narrative import work_problems, year_work
from reports.narrative.problems import TOP, problems_of
from reports.narrative.writing import Writer, numeral, plain
from reports.periods import Subject
from reports.sources.places import Places
from reports.sources.posts import TYPES
from reports.sources.register import AGE_BANDS
from staff.choices import MEMBER_POSTS

HALF_ENDS = {1: (6, 30), 2: (12, 31)}


@dataclass
class Story:
    """Everything the rules look at: the figures, the subject, its places and its checklists' matrices."""

    book: FigureBook
    subject: Subject
    places: Places
    grids: list

    def __post_init__(self):
        self.writer = Writer(self.book)
        self.say = self.writer.say

    def when(self, template, *keys):
        """Return a sentence if any of these figures is more than nothing, else None."""
        return self.say(template) if any(self.book.value(key) for key in keys) else None

    def worst(self, template, key, *, of):
        """Return a sentence naming the areas where a figure is highest; None where all are 0.

        :param of: what is counted, for where it is a single area: 届满的3个都在汉家岔镇.
        """
        entries = [(area.name, f"{key}.{area.path}") for area in self.places.areas]
        entries = [entry for entry in entries if self.book.value(entry[1])]
        entries.sort(key=lambda entry: -self.book.value(entry[1]))
        if len(entries) == 1:
            return self._sole(*entries[0], key, of)
        return self.say(template, each=self.top(entries)) if entries else None

    def _sole(self, name, own, key, of):
        value = self.book.value(own)
        if value != self.book.value(key):
            return self.say(f"其中{{name}}{{{own}}}。", name=plain(name))
        both = "都" if value > 1 else ""
        return self.say(f"{of}的{{{own}}}{both}在{{name}}。", name=plain(name))

    def top(self, entries, **how):
        """Return the phrase of the first few entries, with 等 if there are more."""
        return self.writer.each(entries[:TOP], **how) + plain("等" if len(entries) > TOP else "")

    def most(self, entries):
        """Return the phrase of those of the entries that are more than nothing, the greatest first."""
        told = [entry for entry in entries if self.book.value(entry[1])]
        return self.top(sorted(told, key=lambda entry: -self.book.value(entry[1])))

    def lacking_items(self, grid):
        """Return the phrase of the items most often lacking, with how many units lack them."""
        code = grid.checklist.code
        entries = [(item.short_name, f"checks.{code}.lack.{item.number}") for item in grid.items]
        entries = [entry for entry in entries if self.book.value(entry[1])]
        entries.sort(key=lambda entry: -self.book.value(entry[1]))
        return self.top(entries, template="{name}（{figure}）")

    def split(self, column, choices):
        """Return the phrase of the parts of the register by a column, each with its share."""
        entries = [(label, f"register.{column}.{value}") for value, label in choices]
        phrase = []
        for name, key in entries:
            if self.book.value(key):
                phrase += plain("、" if phrase else "")
                phrase += self.say("{name}{" + key + "}（占{" + key + ".share}）", name=plain(name))
        return phrase

    def change(self, key):
        """Return how a figure has moved since the year before, None where that is not known."""
        if f"change.{key}" not in self.book:
            return None
        before, moved = f"{{before.{key}}}", self.book.value(f"change.{key}")
        if Decimal(str(moved)) == 0:
            return self.say(f"与上年的{before}持平。")
        word = "增加" if Decimal(str(moved)) > 0 else "减少"
        return self.say(f"比上年的{before}{word}{{size.{key}}}。")

    def has_begun(self, half):
        """True if the half-year has begun by the day of the figures."""
        return half == 1 or self.subject.as_of > date(self.subject.year, *HALF_ENDS[1])

    def is_over(self, half):
        """True if the half-year has ended by the day of the figures."""
        return self.subject.as_of >= date(self.subject.year, *HALF_ENDS[half])


def narrate(story):
    """Return the blocks of the whole text."""
    overview(story)
    story.writer.section("主要做法和成效")
    for part in PARTS:
        part(story)
    found = problems_of(story, work_problems.RULES)
    story.writer.section("存在问题")
    if not found:
        story.writer.paragraph(
            story.say(
                "对照年度指标，专职委员岗位空缺{posts.vacant}，残疾人证过期{cards.expired}，没有发现缺项。"
            )
        )
    for problem in found:
        story.writer.part(problem.title)
        story.writer.paragraph(*problem.found)
    story.writer.section("下一步打算")
    if not found:
        story.writer.paragraph(
            story.say(
                "巩固现有成果，继续保持{posts.held}专职委员全员在岗，做好{register.total}残疾人的服务。"
            )
        )
    plans(story, found)
    return story.writer.blocks


def plans(story, found):
    """Answer each problem in one paragraph: 一是…，…。"""
    for number, problem in enumerate(found, start=1):
        opening = plain(f"{numeral(number)}是{problem.plan_title}，") if len(found) > 1 else []
        story.writer.paragraph(opening + problem.plan[0], *problem.plan[1:])


def overview(story):
    say, day, unit = story.say, story.subject.as_of, story.subject.unit
    today, whole = f"{day.year}年{day.month}月{day.day}日", story.subject.whole
    story.writer.section("基本情况")
    if unit.is_township:
        kinds = [("村", "units.villages"), ("社区", "units.communities")]
        story.writer.paragraph(
            say(
                f"截至{today}，{unit.name}辖{{units.grassroots}}村（社区）"
                + ("，其中{each}。" if all(story.book.value(key) for _, key in kinds) else "。"),
                each=story.writer.each(kinds),
            )
        )
    else:
        counties = "{units.counties}县（区）、" if story.subject.is_city else ""
        kinds = [("镇", "units.towns"), ("乡", "units.rural"), ("街道", "units.streets")]
        kinds = [(name, key) for name, key in kinds if story.book.value(key)]
        story.writer.paragraph(
            say(
                f"截至{today}，{unit.name}辖{counties}{{units.townships}}乡镇（街道）、{{units.grassroots}}村（社区）"
                + ("，其中{kinds}，村{units.villages}、社区{units.communities}。" if kinds else "。"),
                kinds=story.writer.each(kinds),
            )
        )
    if not story.book.value("register.total"):
        story.writer.paragraph(say(f"{whole}登记残疾人{{register.total}}。"))
        return
    sexes = story.split("sex", Sex.choices)
    story.writer.paragraph(
        say(f"{whole}登记残疾人{{register.total}}，其中{{sexes}}。", sexes=sexes),
        story.change("register.total"),
        say("一级、二级重度残疾人{register.severe}，占{register.severe.share}。"),
    )
    _make_up(story)


def _make_up(story):
    say = story.say
    categories = [(value, f"{name}残疾") for value, name in Category.choices]
    parts = (
        ("按残疾类别分，{split}。", story.split("category", categories)),
        ("按年龄分，{split}。", story.split("age", AGE_BANDS.items())),
        ("按户口性质分，{split}。", story.split("hukou", Hukou.choices)),
    )
    sentences = [say(template, split=phrase) for template, phrase in parts if phrase]
    story.writer.paragraph(
        *sentences, say("纳入低保{register.subsistence.dibao}，纳入特困供养{register.subsistence.tekun}。")
    )


def organisation(story):
    say = story.say
    story.writer.part("健全基层组织")
    if story.subject.unit.is_township:
        network = say("残疾人组织网络覆盖{units.grassroots}村（社区）。")
    else:
        leading = "市、县残联" if story.subject.is_city else "县残联"
        network = say(
            f"以{leading}为主导、乡镇残联为骨干、村（社区）残协为基础的组织网络覆盖"
            "{units.townships}乡镇（街道）和{units.grassroots}村（社区）。"
        )
    story.writer.paragraph(
        network,
        story.when(
            "乡镇残联理事长在岗{heads.held}。"
            if story.subject.unit.is_township
            else "乡镇残联理事长岗位{heads.existing}，在岗{heads.held}。",
            "heads.existing",
        ),
        *year_work.bodies(story),
    )


def people(story):
    say, value = story.say, story.book.value
    story.writer.part("加强专职委员队伍")
    posts = say(
        "按配备规则应设专职委员岗位{posts.due}，已设{posts.existing}，在岗{posts.held}"
        + ("，配备率{posts.held.share}。" if value("posts.existing") else "。")
    )
    if not value("posts.held"):
        story.writer.paragraph(posts, *year_work.recruited(story))
        return
    types = [(TYPES[kind], f"posts.held.{kind}") for kind in MEMBER_POSTS if value(f"posts.held.{kind}")]
    story.writer.paragraph(
        posts,
        say("其中{types}。", types=story.writer.each(types)),
        story.change("posts.held"),
        say(
            "在岗专职委员中，本人是残疾人的{posts.disabled}（占{posts.disabled.share}），"
            "残疾人亲友{posts.kin}。"
        ),
        story.when("初中及以上文化程度的{posts.schooled}，占{posts.schooled.share}。", "posts.schooled"),
        story.when("本年到岗{posts.joined}，离岗{posts.left}。", "posts.joined", "posts.left"),
        *year_work.recruited(story),
    )


def training(story):
    if not story.book.value("training.courses"):
        return
    story.writer.part("开展业务培训")
    story.writer.paragraph(
        story.say("专职委员参加培训{training.courses}，参训{training.once}，参训率{training.once.share}。"),
        story.say("参训2次以上的{training.twice}，考核合格{training.passed}。"),
        year_work.hours(story),
    )


def pay(story):
    standards = [(TYPES[row[1]], f"stipend.standard.{row[1]}") for row in story.book.lists["standards"].rows]
    is_paid = story.book.value("stipend.paid.lines")
    if not standards and not is_paid:
        return
    story.writer.part("落实专职委员待遇")
    sentences = []
    if standards:
        each = story.writer.each(standards, template="{name}每月{figure}")
        sentences.append(story.say("补贴标准为{each}。", each=each))
    if is_paid:
        sentences.append(story.say("本年已发放补贴{stipend.paid.amount}，惠及{stipend.paid.people}。"))
        if story.book.value("stipend.half2.people"):  # half a year is not compared with a whole one
            sentences.append(story.change("stipend.paid.amount"))
        halves = [
            (name, half)
            for half, name in ((1, "上半年"), (2, "下半年"))
            if story.book.value(f"stipend.half{half}.people")
        ]
        for name, half in halves:
            key = f"stipend.half{half}"
            sentences.append(story.say(f"{name}发放{{{key}.people}}、{{{key}.amount}}。"))
    story.writer.paragraph(*sentences)


def register(story):
    say, value = story.say, story.book.value
    story.writer.part("做好残疾人登记和证件服务")
    reasons = [
        (label, f"archived.{reason}")
        for reason, label in ArchiveReason.choices
        if value(f"archived.{reason}")
    ]
    removed = None
    if reasons:
        removed = say("移出登记{archived.total}，其中{each}。", each=story.writer.each(reasons))
    story.writer.paragraph(
        say("本年核发残疾人证{cards.issued}。"),
        year_work.cases(story),
        removed,
        say("残疾人证90天内到期的{cards.expiring}，已过期的{cards.expired}。"),
    )


PARTS = (
    organisation, people, training, pay, register, year_work.services, year_work.benefits, year_work.rights,
    year_work.compliance, year_work.assessment,
)  # fmt: skip
