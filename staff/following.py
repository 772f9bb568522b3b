"""What becomes of posts, members and stipends when a unit changes."""

from django.db.models import Max, Q

from orgs.changes.followers import Follower, register_follower, staying
from staff.models import Post
from staff.recruiting.choices import STEPS


def standing_on(day):
    """Return the condition that a post exists on the day or later."""
    return Q(abolished_on=None) | Q(abolished_on__gt=day)


def renumber_posts(posts, target, *, day, at):
    """Give posts whose number the successor has already the next free one; return the numbers before."""
    restores = []
    for post in posts:
        numbers = Post.objects.filter(unit__in=[target, post.unit_id], post_type=post.post_type)
        restores.append([post._meta.label, post.pk, {"number": post.number}])
        post.number = numbers.aggregate(top=Max("number"))["top"] + 1
        post.save()
    return restores


def register_all():
    """State the rules: posts and those who hold them follow, what was paid or held stays."""
    county = "县（区）的规定，不随单位变"
    _pay(county)
    register_follower(
        Follower(
            "staff.Post",
            "岗位（连同聘任）",
            which=standing_on,
            keys=("post_type", "number"),
            make_way=renumber_posts,
            measure="个",
            why="已撤销的岗位留在原单位",
        ),
        Follower("staff.Member", "专职委员", measure="人"),
        staying("staff.StipendLine", "补贴发放明细", total="amount", why="发过的补贴留在原单位，只读"),
        staying("staff.Training", "举办的培训", why="办过的培训留在原单位，只读"),
        staying("staff.StipendRun", "补贴名册", why=county),
        staying("staff.StipendStandard", "补贴标准", why=county),
        staying("staff.StipendRule", "补贴规则", why=county),
        staying("staff.AllocationRule", "岗位配备规则", why=county),
    )
    _recruiting_and_training(county)


def _recruiting_and_training(county):
    register_follower(
        Follower(
            "staff.Recruitment",
            "招聘",
            which=lambda day: Q(state__in=STEPS),
            measure="次",
            why="已办结的招聘留在原单位，只读",
        ),
        Follower("staff.Candidate", "报名人员的户籍地", field="home", in_split=False, measure="人"),
        Follower(
            "staff.Talent",
            "人才库",
            which=lambda day: Q(left_on=None),
            person="person",
            measure="人",
            why="已出库的留在原单位",
        ),
        staying("staff.TalentRule", "人才库要求", why=county),
        staying("staff.TrainingPlan", "培训计划", why="定过的计划留在原单位，只读"),
        staying("staff.TrainingRule", "培训要求", why=county),
        staying("staff.AlertRule", "队伍提醒规则", why=county),
        staying("staff.TrainingQuota", "培训名额", why="分配过的名额留在原单位，只读"),
        Follower("staff.Enrolment", "培训报名", field="township", in_split=False, measure="人"),
        staying("staff.RecruitmentNotice", "招聘公示", why="已张榜的公示留在原单位，只读"),
        staying("staff.RecruitmentRule", "招聘条件", why=county),
        staying("staff.NumberRule", "编号规则", why=county),
        staying("staff.NumberCounter", "编号", why=county),
    )


def _pay(county):
    made = "造册时的记录照原样保留；没有锁定的名册重新计算"
    register_follower(
        Follower(
            "staff.StipendAdjustment",
            "奖励与扣款",
            which=lambda day: Q(line=None),
            in_split=False,
            total="amount",
            why="已列入名册的照原样保留",
        ),
        staying("staff.RunTownship", "名册的乡镇确认", field="township", why=made),
        staying("staff.RunObjection", "对名册的异议", why=made),
        staying("staff.PayPolicy", "发放办法", why=county),
        staying("staff.GuardRule", "发放检查规则", why=county),
        staying("staff.InsuranceRate", "社会保险比例", why=county),
        staying("staff.BankLayout", "银行文件格式", why=county),
    )
