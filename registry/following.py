"""What becomes of the register when a unit changes.

Persons follow, and with them what is about a person; of what a unit keeps by itself, the unfinished follows.
"""

from django.db.models import Q

from orgs.changes.followers import Follower, afterwards, by_address, register_follower, staying
from registry import changes
from registry.applications.choices import State as ApplicationState
from registry.making_way import add_quotas, join_books, join_survey_villages, running_books
from registry.models import Person
from registry.petitions.choices import OPEN_STATES
from registry.survey.choices import RoundState

COUNTY = "县（区）的规定，不随单位变"
RECORD = "办理记录照原样保留"


def tell_the_register(units, *, by, at):
    """Let health, benefits and comparisons look at the persons of the units again."""
    keys = [unit.pk for unit in units if unit is not None]
    changes.announce(Person.objects.filter(unit__in=keys), by=by, at=at)


def register_all():
    """State the rules for all tables of the register."""
    register_follower(*_people(), *_benefits(), *_ledgers(), *_projects(), *_survey(), *_cases(), *_lists())
    afterwards(tell_the_register)


def _people():
    return [
        Follower("registry.Person", "残疾人（含已归档）", path="unit_path", divide=by_address, measure="人"),
        Follower("registry.Person", "现居住在此的人", field="residence", divide=by_address, measure="人"),
        Follower("registry.Finding", "体检问题", path="unit_path", person="person", derived=True),
        staying(
            "registry.HealthScore", "体检得分", path="unit_path", derived=True, why="每天的得分留在原单位"
        ),
        staying("registry.RuleSetting", "体检规则", why=COUNTY),
    ]


def _benefits():
    return [
        Follower("registry.Grant", "补贴享受记录", path="unit_path", person="person", total="amount"),
        Follower("registry.Payment", "补贴发放", field="", path="unit_path", person="person", total="amount"),
        Follower("registry.BenefitFinding", "补贴核查问题", path="unit_path", person="person", derived=True),
        Follower("registry.Application", "待遇申请", person="person", measure="件"),
        Follower(
            "registry.Application",
            "办理中的待遇申请",
            field="handler_unit",
            which=lambda day: Q(state=ApplicationState.OPEN),
            person="person",
            measure="件",
            why="已办结的照原样保留",
        ),
        Follower(
            "registry.Notice",
            "公示",
            which=lambda day: Q(closed_on=None),
            why="已结束的公示留在原单位，只读",
        ),
        staying("registry.ApplicationEntry", "待遇申请办理记录", why=RECORD),
        staying("registry.Application", "待遇申请的县（区）", field="county", why=COUNTY),
        staying("registry.ApplicationRule", "待遇办理程序", why=COUNTY),
        staying("registry.BenefitKind", "补贴种类", why=COUNTY),
        staying("registry.BenefitStandard", "补贴标准", why=COUNTY),
        staying("registry.BenefitRule", "补贴规则", why=COUNTY),
        staying("registry.PaymentFile", "发放名册", why=COUNTY),
        staying("registry.Payee", "不在登记表的领取人", why="属县（区）核实，不随单位变"),
    ]


def _ledgers():
    return [
        Follower(
            "registry.LedgerBook",
            "台账",
            path="unit_path",
            which=running_books,
            keys=("ledger_type", "start"),
            make_way=join_books,
            total="row_count",
            measure="本",
            why="往期台账留在原单位，只读；本期两个单位都有的，未上报的行并入承接单位",
        ),
        Follower(
            "registry.DiaryEntry",
            "工作日志",
            path="unit_path",
            which=lambda day: Q(day__gte=day),
            why="此前的日志留在原单位，只读",
        ),
        staying("registry.LedgerLock", "台账锁定", why=RECORD),
        staying("registry.LedgerException", "台账放行", why=RECORD),
        staying("registry.LedgerPrint", "打印的台账", why="已打印的留在原单位，用原名称"),
        staying("registry.LedgerType", "台账种类", field="county", why=COUNTY),
    ]


def _projects():
    def running(day):
        return Q(project__due_on__gte=day)

    past = "已到期项目的留在原单位，只读"
    return [
        Follower(
            "registry.Project",
            "服务项目",
            which=lambda day: Q(due_on__gte=day),
            keys=("year", "name"),
            why=past,
        ),
        Follower(
            "registry.Quota",
            "项目任务数",
            which=running,
            keys=("project",),
            make_way=add_quotas,
            total="target",
            why=f"{past}；同一项目两个单位都有的，任务数并入承接单位",
        ),
        Follower(
            "registry.Completion", "项目完成记录", which=running, person="person", total="amount", why=past
        ),
        staying("registry.NeedRule", "需求规则", why=COUNTY),
        staying("registry.ProjectRule", "项目种类", why=COUNTY),
    ]


def _survey():
    return [
        Follower(
            "registry.SurveyVillage",
            "年度调查",
            which=lambda day: Q(round__state=RoundState.OPEN),
            keys=("round",),
            make_way=join_survey_villages,
            in_split=False,
            why="已结束的调查留在原单位；本次调查两个单位都有的，名单并入承接单位；撤销分解的在原单位办完",
        ),
        Follower(
            "registry.SurveyLine",
            "年度调查名单",
            path="unit_path",
            which=lambda day: Q(round__state=RoundState.OPEN),
            in_split=False,
            measure="人",
            why="已结束的调查留在原单位，只读",
        ),
        staying("registry.SurveyRound", "年度调查的县（区）", why=COUNTY),
        staying("registry.SurveyCheck", "调查复查", why=RECORD),
        staying("registry.SurveyImport", "调查导入", why=RECORD),
    ]


def _cases():
    return [
        Follower("registry.CertificateCase", "证件业务", person="person", measure="件"),
        staying("registry.CertificateRule", "证件办理规定", why=COUNTY),
        staying("registry.Holiday", "节假日", why=COUNTY),
        Follower("registry.Petition", "来信来访", person="person", measure="件"),
        Follower(
            "registry.Petition",
            "承办中的来信来访",
            field="handler_unit",
            which=lambda day: Q(state__in=OPEN_STATES),
            person="person",
            measure="件",
            why="已办结的照原样保留",
        ),
        Follower(
            "registry.PetitionShare",
            "来信来访经办单位",
            person="petition__person",
            keys=("petition",),
            why="承接单位已经办过的，照原样保留",
        ),
        staying("registry.PetitionStep", "来信来访办理记录", why=RECORD),
        staying("registry.PetitionStep", "来信来访转送记录", field="to_unit", why=RECORD),
        staying("registry.Petition", "来信来访的县（区）", field="county", why=COUNTY),
        staying("registry.PetitionRule", "来信来访规则", why=COUNTY),
    ]


def _lists():
    return [
        staying("registry.ImportBatch", "导入", why=RECORD),
        Follower("registry.ImportMapping", "导入的列对应", keys=("kind", "look")),
        Follower("registry.ImportAlias", "导入的写法"),
        Follower("registry.ImportAlias", "乡镇的写法", field="township", keys=("key", "spelled")),
        Follower("registry.ImportAlias", "写法所指的单位", field="meant_unit", in_split=False),
        staying("registry.ImportAlias", "写法的县（区）", field="county", why=COUNTY),
        Follower("registry.Comparison", "数据比对"),
        Follower("registry.ComparisonMapping", "比对的列对应", keys=("sender", "look")),
        Follower(
            "registry.ComparisonTask",
            "比对核实任务",
            which=lambda day: Q(closed_at=None),
            keys=("comparison",),
            why="已办结的留在原单位；同一比对两个单位都有任务的，原任务留在原单位",
        ),
        Follower("registry.ComparisonRow", "比对结果", path="path", person="person"),
        staying("registry.ComparisonTakeover", "比对采用记录", why=RECORD),
        staying("registry.ComparisonProfile", "比对方案", why=COUNTY),
    ]
