"""What the figures show to be wanting, and what follows from it. Each rule looks at figures only."""

from dataclasses import dataclass, field

from reports.narrative.terms import term_of
from reports.narrative.themselves import is_of_itself

TOP = 3  # how many places a sentence names
TRAININGS_A_YEAR = 2  # domain.md §0.3


@dataclass
class Problem:
    """A finding: its heading, the sentences that state it, the heading and sentences of what will be done."""

    title: str
    found: list
    plan_title: str
    plan: list = field(default_factory=list)


def problems_of(story, more=()):
    """Return the problems that the figures show: people first, then money, papers, checks, then `more`."""
    rules = (vacancies, heads, unfounded_posts, training, stipends, expired_cards, missing_items, *more)
    return [problem for rule in rules for problem in [rule(story)] if problem is not None]


def vacancies(story):
    say, value = story.say, story.book.value
    if not value("posts.vacant"):
        return None
    found = [say("空缺专职委员岗位{posts.vacant}，涉及{posts.vacant.units}单位。")]
    if value("posts.long"):
        found.append(say("其中空缺超过提醒天数的{posts.long}，最长已空缺{posts.longest}。"))
    found.append(story.worst("空缺较多的是{each}。", "posts.vacant", of="空缺"))
    by = term_of(story.subject, "vacancies")
    plan = [say(f"{by}，对空缺的{{posts.vacant}}岗位逐一明确人选，按程序公开选聘到岗。")]
    if value("posts.long"):
        plan.append(say("优先补齐空缺超过提醒天数的{posts.long}。"))
    return Problem("专职委员岗位有空缺", found, "补齐空缺岗位", plan)


def heads(story):
    if not story.book.value("heads.vacant"):
        return None
    by = term_of(story.subject, "heads")
    if story.subject.unit.is_township:
        return Problem(
            "乡镇残联理事长空缺",
            [story.say("乡镇残联理事长岗位空缺{heads.vacant}。")],
            "配齐乡镇残联理事长",
            [story.say(f"{by}，报请乡镇党委、政府和县残联配齐空缺的{{heads.vacant}}理事长岗位。")],
        )
    return Problem(
        "部分乡镇残联理事长空缺",
        [
            story.say("乡镇残联理事长岗位{heads.existing}，空缺{heads.vacant}。"),
            story.worst("空缺的是{each}。", "heads.vacant", of="空缺"),
        ],
        "配齐乡镇残联理事长",
        [story.say(f"{by}，会同有关乡镇（街道）配齐空缺的{{heads.vacant}}理事长岗位。")],
    )


def unfounded_posts(story):
    if story.book.value("posts.due") <= story.book.value("posts.existing"):
        return None
    return Problem(
        "岗位设置没有到位",
        [story.say("按配备规则应设专职委员岗位{posts.due}，已设{posts.existing}。")],
        "按规则设足岗位",
        [
            story.say(
                f"{term_of(story.subject, 'posts')}，"
                "按配备规则将专职委员岗位由{posts.existing}增设到{posts.due}。"
            )
        ],
    )


def training(story):
    say, value = story.say, story.book.value
    if not value("training.members") or value("training.twice") == value("training.members"):
        return None
    found = [
        say(
            "应参训专职委员{training.members}，达到每年" + str(TRAININGS_A_YEAR) + "次的{training.twice}，"
            "占{training.twice.share}。"
        )
    ]
    if value("training.never"):
        found.append(say("全年未参训的{training.never}。"))
    plan = [
        say(
            f"{term_of(story.subject, 'training')}，对参训不足的专职委员补训，使{{training.members}}全部达到"
            f"每年{TRAININGS_A_YEAR}次。"
        )
    ]
    return Problem("培训覆盖不够", found, "落实轮训", plan)


def stipends(story):
    """Name a half-year whose roll is not paid: made but waiting, or over without any payment at all."""
    say, value = story.say, story.book.value
    found, plan = [], []
    for half, name in ((1, "上半年"), (2, "下半年")):
        key = f"stipend.half{half}"
        if not story.has_begun(half):
            continue
        if value(f"{key}.waiting"):
            found.append(say(f"{name}补贴已造册未发放{{{key}.waiting}}、{{{key}.waiting.amount}}。"))
            plan.append(say(f"尽快完成{name}{{{key}.waiting}}、{{{key}.waiting.amount}}补贴的复核和发放。"))
        elif story.is_over(half) and not value(f"{key}.people") and value("posts.held"):
            found.append(say(f"{name}补贴尚未造册发放，涉及在岗专职委员{{posts.held}}。"))
            plan.append(say(f"抓紧为在岗的{{posts.held}}专职委员造册发放{name}补贴。"))
    return Problem("补贴发放不够及时", found, "按时足额发放补贴", plan) if found else None


def expired_cards(story):
    say = story.say
    if not story.book.value("cards.expired"):
        return None
    found = [say("残疾人证已过期未换领的{cards.expired}，占登记人数的{cards.expired.share}。")]
    found.append(story.worst("人数较多的是{each}。", "cards.expired", of="过期"))
    by = term_of(story.subject, "cards")
    plan = [say(f"{by}，以村（社区）为单位通知已过期的{{cards.expired}}办理换领，行动不便的上门服务。")]
    if story.book.value("cards.expiring"):
        plan.append(say("提前提醒90天内到期的{cards.expiring}。"))
    return Problem("残疾人证换领不及时", found, "抓好残疾人证换领", plan)


def missing_items(story):
    """Name what units lack of their checklists, the items most often lacking first."""
    found, plan, by = [], [], term_of(story.subject, "checks")
    for grid in story.grids:
        code, name = grid.checklist.code, grid.checklist.name
        if is_of_itself(story, grid):
            _own_missing(story, grid, (found, plan))
            continue
        if story.book.value(f"checks.{code}.short"):
            mostly = "，主要缺{each}。" if grid.items else "。"  # of a city whose lists ask different things
            lacking = story.lacking_items(grid)
            found.append(story.say(f"“{name}”有缺项的单位{{checks.{code}.short}}" + mostly, each=lacking))
            if story.subject.is_city or (
                grid.checklist.is_for_grassroots and not story.subject.unit.is_township
            ):
                found.append(story.worst("缺项单位较多的是{each}。", f"checks.{code}.short", of="有缺项"))
            plan.append(
                story.say(
                    f"{'' if plan else f'{by}，'}督促“{name}”有缺项的{{checks.{code}.short}}单位逐项整改。"
                )
            )
        if story.book.value(f"checks.{code}.open"):
            found.append(story.say(f"“{name}”还有{{checks.{code}.open}}单位没有查完。"))
            plan.append(story.say(f"完成{{checks.{code}.open}}单位“{name}”的查验。"))
    return Problem("规范化建设还有缺项", found, "推进规范化建设达标", plan) if found else None


def _own_missing(story, grid, told):
    """Add what a township itself lacks of its checklist, by name, and what it will do about it."""
    code, name = grid.checklist.code, grid.checklist.name
    if story.book.value(f"checks.{code}.met"):
        return
    found, plan = told
    lacks = {item.short_name: f"checks.{code}.lack.{item.number}" for item in grid.items}
    lacking = [item for item, key in lacks.items() if story.book.value(key)]
    end = f"，缺{'、'.join(lacking)}。" if lacking else "，其余没有查完。"
    found.append(story.say(f"本级“{name}”应查{{checks.{code}.items}}，具备{{checks.{code}.items.met}}{end}"))
    by = term_of(story.subject, "checks")
    plan.append(story.say(f"{by}，逐项补齐本级“{name}”，做到{{checks.{code}.items}}齐全。"))
