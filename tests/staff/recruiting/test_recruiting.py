"""From the notice to the certificate of post: every step through the services, and what they refuse."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction

from registry.choices import CardState
from staff.models import Candidate, Member, Opening
from staff.recruiting.choices import Standing, State
from staff.recruiting.rules import DEFAULT, PRESETS
from staff.recruiting.services import announcing, applying, examining, hiring, noticing
from staff.services.appointments import appoint
from staff.services.refusal import StaffRefused
from tests.factories import (
    AppointmentFactory,
    MemberFactory,
    PersonFactory,
    PostFactory,
    PostingFactory,
    VillageFactory,
)
from tests.factories.recruiting import CandidateFactory, OpeningFactory, OverrideFactory, hang
from tests.staff.recruiting.conftest import now

NOTICE = {"first_day": date(2026, 11, 22), "place": "公示栏"}
FACTS = {
    "title": "招聘公告", "announced_on": date(2026, 11, 20), "applies_from": date(2026, 11, 21),
    "applies_until": date(2026, 12, 1), "place": "县残联",
}  # fmt: skip


def on(day):
    return time_machine.travel(datetime(day.year, day.month, day.day, 4, tzinfo=UTC), tick=False)


def refused(words):
    return pytest.raises(StaffRefused, match=words)


class TestAnnouncing:
    def test_numbers_follow_each_other(self, county, village, clerk):
        posts = [PostFactory(unit=village, number=number) for number in (1, 2)]

        made = [
            announcing.announce_recruitment(county, [post], by=clerk, at=now(), **FACTS) for post in posts
        ]

        assert [one.number[-9:] for one in made] == ["2026-0001", "2026-0002"]
        assert made[0].rules == PRESETS[DEFAULT]

    def test_a_post_that_is_held_is_not_vacant(self, county, post, clerk):
        AppointmentFactory(post=post, member__name="李强")

        with refused("由李强担任，不是空缺"):
            announcing.announce_recruitment(county, [post], by=clerk, at=now(), **FACTS)

    def test_the_second_click_finds_the_first(self, county, post, clerk):
        announcing.announce_recruitment(county, [post], by=clerk, at=now(), **FACTS)

        with refused("正在“招聘公告”中招聘"):
            announcing.announce_recruitment(county, [post], by=clerk, at=now(), **FACTS)

    def test_a_county_recruits_only_for_its_own_posts(self, county, clerk):
        with refused("不属于会宁县"):
            announcing.announce_recruitment(county, [PostFactory()], by=clerk, at=now(), **FACTS)

    def test_days_have_an_order(self, county, post, clerk):
        late = FACTS | {"exam_on": date(2026, 12, 1)}

        with refused("考试日期须在报名截止之后"):
            announcing.announce_recruitment(county, [post], by=clerk, at=now(), **late)

    def test_new_conditions_leave_what_is_under_way_alone(self, county, recruitment, clerk):
        announcing.set_conditions(county, PRESETS["beijing"], by=clerk, at=now(), since=date(2026, 11, 1))

        recruitment.refresh_from_db()
        assert recruitment.rules == PRESETS[DEFAULT]

    def test_calling_off_frees_the_posts(self, county, opening, clerk):
        announcing.cancel_recruitment(opening.recruitment, by=clerk, at=now(), reason="预算未批")

        announcing.announce_recruitment(county, [opening.post], by=clerk, at=now(), **FACTS)
        assert Opening.objects.standing().count() == 1


class TestApplying:
    def test_links_the_register_and_checks_at_once(self, recruitment, holder, application, clerk):
        candidate = applying.take_application(recruitment, by=clerk, at=now(), **application)

        assert candidate.person == holder
        assert candidate.home == holder.unit
        assert all(check.passes for check in candidate.findings)

    def test_the_second_click_is_told(self, recruitment, application, clerk):
        applying.take_application(recruitment, by=clerk, at=now(), **application)

        with refused("此人已报名这次招聘"):
            applying.take_application(recruitment, by=clerk, at=now(), **application)

    def test_not_after_the_last_day(self, recruitment, application, clerk):
        recruitment.applies_until = date(2026, 11, 10)
        recruitment.save()

        with refused("报名日期须在 2026-11-02 至 2026-11-10 之间"):
            applying.take_application(
                recruitment, by=clerk, at=now(), **application | {"applied_on": date(2026, 11, 11)}
            )

    def test_a_recommendation_names_who_recommends(self, recruitment, application, clerk):
        with refused("请填写推荐单位"):
            applying.take_application(
                recruitment, by=clerk, at=now(), **application | {"way": "recommendation"}
            )

    def test_a_clerk_of_another_county_may_not(self, recruitment, application):
        with refused("不在您的管辖范围内"):
            applying.take_application(recruitment, by=PostingFactory().user, at=now(), **application)

    def test_who_fails_a_condition_is_not_eligible(self, recruitment, application, clerk):
        candidate = applying.take_application(
            recruitment, by=clerk, at=now(), **application | {"education": "primary"}
        )

        with refused("还有条件没有符合.*文化程度：小学"):
            applying.review_candidate(candidate, by=clerk, at=now(), is_eligible=True)

    def test_four_eyes_let_a_condition_pass(self, recruitment, application, clerk, second_clerk):
        candidate = applying.take_application(
            recruitment, by=clerk, at=now(), **application | {"education": "primary"}
        )
        override = applying.ask_override(candidate, "education", by=clerk, at=now(), reason="当地无人选")

        with refused("提出人不能复核"):
            applying.confirm_override(override, by=clerk, at=now())
        with refused("还有条件没有符合"):
            applying.review_candidate(candidate, by=clerk, at=now(), is_eligible=True)
        applying.confirm_override(override, by=second_clerk, at=now())
        reviewed = applying.review_candidate(candidate, by=clerk, at=now(), is_eligible=True)

        assert reviewed.standing == Standing.ELIGIBLE

    def test_the_database_itself_wants_four_eyes(self, opening, clerk):
        override = OverrideFactory(candidate__opening=opening, asked_by=clerk, asked_at=now())
        override.confirmed_by, override.confirmed_at = clerk, now()

        with pytest.raises(IntegrityError), transaction.atomic():
            override.save()

    def test_nothing_lets_two_posts_pass(self, recruitment, application, holder, clerk):
        member = MemberFactory(id_number=holder.id_number, birth_date=holder.birth_date)
        AppointmentFactory(member=member, post=PostFactory(unit=holder.unit, number=7))
        candidate = applying.take_application(recruitment, by=clerk, at=now(), **application)

        with refused("不能放宽"):
            applying.ask_override(candidate, "other_post", by=clerk, at=now(), reason="工作需要")

    def test_a_correction_begins_the_review_anew(self, recruitment, application, clerk, second_clerk):
        candidate = applying.take_application(
            recruitment, by=clerk, at=now(), **application | {"education": "primary"}
        )
        applying.ask_override(candidate, "education", by=clerk, at=now(), reason="当地无人选")

        changed = applying.change_application(candidate, by=clerk, at=now(), **application)

        assert changed.standing == Standing.APPLIED
        assert not changed.overrides.exists()

    def test_the_back_button_after_the_list_is_closed(self, recruitment, application, eligible, clerk):
        eligible(80)

        with refused("已到“考试”，不能再这样办理"):
            applying.take_application(recruitment, by=clerk, at=now(), **application)


class TestTheExam:
    def test_the_list_is_not_closed_early(self, recruitment, clerk):
        with refused("报名到 2026-11-25 截止"):
            examining.close_applications(recruitment, by=clerk, at=now())

    def test_nor_while_somebody_waits_for_review(self, recruitment, opening, clerk):
        CandidateFactory(opening=opening)

        with on(date(2026, 11, 26)), refused("还有 1 人没有审查资格"):
            examining.close_applications(recruitment, by=clerk, at=now())

    def test_marks_are_weighed(self, recruitment, eligible, clerk):
        (one,) = eligible(None)

        examining.record_marks(
            one.recruitment, {one.pk: (Decimal("81.5"), Decimal(70), False)}, by=clerk, at=now(),
            seen=one.recruitment.updated_at,
        )  # fmt: skip

        one.refresh_from_db()
        assert one.total == Decimal("76.90")  # 81.5 × 60 % + 70 × 40 %

    def test_the_second_of_two_clerks_is_told(self, eligible, clerk, second_clerk):
        (one,) = eligible(None)
        seen, marks = one.recruitment.updated_at, {one.pk: (Decimal(80), Decimal(80), False)}
        others = {one.pk: (Decimal(1), Decimal(1), False)}
        with on(date(2026, 11, 23)):
            examining.record_marks(one.recruitment, marks, by=clerk, at=now(), seen=seen)

        with refused("有人登记过成绩"):
            examining.record_marks(one.recruitment, others, by=second_clerk, at=now(), seen=seen)
        one.refresh_from_db()
        assert one.total == 80

    def test_the_best_is_put_up(self, eligible, clerk):
        second, best = eligible(Decimal(70), Decimal(90))

        notice = examining.post_notice(best.recruitment, by=clerk, at=now(), **NOTICE)

        assert notice.last_day == date(2026, 11, 29)
        assert list(notice.candidates.all()) == [best]
        second.refresh_from_db()
        assert second.standing == Standing.ELIGIBLE

    def test_equal_marks_at_the_head_are_not_decided_by_chance(self, eligible, clerk):
        one, _ = eligible(Decimal(90), Decimal(90))

        with refused("考生1、考生2并列第一"):
            examining.post_notice(one.recruitment, by=clerk, at=now(), **NOTICE)

    def test_below_the_pass_mark_nobody_is_put_up(self, eligible, clerk):
        (one,) = eligible(Decimal("59.99"))

        with refused("没有可以公示的人选"):
            examining.post_notice(one.recruitment, by=clerk, at=now(), **NOTICE)

    def test_everybody_needs_marks_or_was_absent(self, eligible, clerk):
        one, other = eligible(Decimal(90), None)

        with refused("考生2.*还没有登记成绩"):
            examining.post_notice(one.recruitment, by=clerk, at=now(), **NOTICE)
        Candidate.objects.filter(pk=other.pk).update(is_absent=True)
        examining.post_notice(one.recruitment, by=clerk, at=now(), **NOTICE)


class TestTheNotice:
    @pytest.fixture
    def hanging(self, eligible, clerk):
        best, _ = eligible(Decimal(90), Decimal(80))
        examining.post_notice(best.recruitment, by=clerk, at=now(), **NOTICE)
        best.refresh_from_db()
        return best

    def test_does_not_end_on_its_last_day(self, hanging, clerk):
        with on(date(2026, 11, 29)), refused("公示至 2026-11-29 期满，不能提前结束"):
            noticing.conclude_notice(hanging.recruitment, by=clerk, at=now())

    def test_does_not_end_with_an_objection_open(self, hanging, clerk):
        noticing.record_objection(
            hanging, by=clerk, at=now(), raised_on=date(2026, 11, 22), matter="学历不符"
        )

        with on(date(2026, 11, 30)), refused("还有 1 件异议没有答复"):
            noticing.conclude_notice(hanging.recruitment, by=clerk, at=now())

    def test_who_is_objected_to_rightly_is_dropped_and_the_next_follows(self, hanging, clerk):
        objection = noticing.record_objection(
            hanging, by=clerk, at=now(), raised_on=date(2026, 11, 22), matter="学历不符"
        )
        noticing.settle_objection(
            objection, by=clerk, at=now(), settled_on=date(2026, 11, 22), is_upheld=True, settlement="属实"
        )

        with on(date(2026, 11, 30)):
            assert noticing.conclude_notice(hanging.recruitment, by=clerk, at=now()) == []
            notice = examining.post_notice(
                hanging.recruitment, by=clerk, at=now(), first_day=date(2026, 11, 30), place="公示栏"
            )

        assert [one.name for one in notice.candidates.all()] == ["考生2"]

    def test_ends_once(self, hanging, clerk):
        with on(date(2026, 11, 30)):
            assert len(noticing.conclude_notice(hanging.recruitment, by=clerk, at=now())) == 1
            with refused("已到“聘用”"):
                noticing.conclude_notice(hanging.recruitment, by=clerk, at=now())


class TestHiring:
    @pytest.fixture
    def cleared(self, opening, holder, clerk):
        opening.recruitment.applies_until = date(2026, 11, 1)
        opening.recruitment.announced_on = opening.recruitment.applies_from = date(2026, 10, 20)
        candidate = CandidateFactory(
            opening=opening, name=holder.name, id_number=holder.id_number, birth_date=holder.birth_date,
            person=holder, home=holder.unit, total=Decimal(90), applied_on=date(2026, 10, 25),
        )  # fmt: skip
        notice = hang(candidate, first_day=date(2026, 11, 2))
        notice.closed_on = date(2026, 11, 10)
        notice.save()
        opening.recruitment.state = State.HIRING
        opening.recruitment.save()
        candidate.standing = Standing.CLEARED
        candidate.save()
        return candidate

    CONTRACT = {"since": date(2026, 11, 16), "contract_until": date(2029, 11, 15)}

    def test_makes_the_file_the_contract_and_the_certificate(self, cleared, post, holder, clerk):
        appointment = hiring.hire(cleared, by=clerk, at=now(), **self.CONTRACT)
        appointment = hiring.issue_permit(appointment, by=clerk, at=now())

        assert (appointment.post, appointment.member.person) == (post, holder)
        assert appointment.contract_number.startswith("HT")
        assert appointment.work_permit_number.startswith("SG")
        cleared.recruitment.refresh_from_db()
        assert cleared.recruitment.state == State.DONE

    def test_an_earlier_member_keeps_their_file(self, cleared, holder, village, clerk):
        known = MemberFactory(id_number=holder.id_number, birth_date=holder.birth_date, unit=village)

        appointment = hiring.hire(cleared, by=clerk, at=now(), **self.CONTRACT)

        assert appointment.member == known

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (
                {"archive_reason": "death", "archive_date": date(2026, 11, 15)},
                "已于 2026-11-15 登记死亡",
            ),
            ({"archive_reason": "moved_out", "archive_date": date(2026, 11, 15)}, "登记已归档（迁出）"),
            ({"card_state": CardState.CANCELLED}, "残疾人证已注销"),
        ],
    )
    def test_who_died_or_moved_since_is_not_hired(self, cleared, holder, clerk, change, words):
        if "archive_reason" in change:
            change = change | {"archived_at": now(), "archived_by": clerk}
        type(holder).objects.filter(pk=holder.pk).update(**change)

        with refused(words):
            hiring.hire(cleared, by=clerk, at=now(), **self.CONTRACT)
        assert not Member.objects.exists()

    def test_nor_who_moved_to_another_village(self, cleared, holder, township, clerk):
        holder.unit = VillageFactory(parent=township, name="丁沟村")
        holder.save()

        with refused("已迁到会师镇 丁沟村"):
            hiring.hire(cleared, by=clerk, at=now(), **self.CONTRACT)

    def test_nor_whose_relative_died(self, cleared, village, clerk):
        relative = PersonFactory(
            unit=village, name="马父", archived_at=now(), archived_by=clerk, archive_reason="death"
        )
        Candidate.objects.filter(pk=cleared.pk).update(kinship="parent", relative=relative, person=None)

        with refused("马父的登记已归档（死亡）"):
            hiring.hire(cleared, by=clerk, at=now(), **self.CONTRACT)

    def test_nor_into_a_post_filled_meanwhile(self, cleared, post, village, clerk):
        other = MemberFactory(name="李强", unit=village)
        appoint(other, post, by=clerk, at=now(), since=date(2026, 11, 12))

        with refused("该岗位由李强担任"):
            hiring.hire(cleared, by=clerk, at=now(), **self.CONTRACT)
        cleared.refresh_from_db()
        assert cleared.standing == Standing.CLEARED
        assert Member.objects.count() == 1  # nothing half written

    def test_a_double_click_hires_once(self, cleared, clerk):
        hiring.hire(cleared, by=clerk, at=now(), **self.CONTRACT)

        with refused("不能再这样办理"):
            hiring.hire(cleared, by=clerk, at=now(), **self.CONTRACT)
        assert cleared.opening.post.appointments.count() == 1

    def test_a_certificate_is_given_once(self, cleared, clerk):
        appointment = hiring.hire(cleared, by=clerk, at=now(), **self.CONTRACT)
        hiring.issue_permit(appointment, by=clerk, at=now())

        with refused("已有上岗证"):
            hiring.issue_permit(appointment, by=clerk, at=now())

    def test_not_before_the_notice_was_over(self, cleared, clerk):
        with refused("到岗日期须在公示期满"):
            hiring.hire(cleared, by=clerk, at=now(), since=date(2026, 11, 9), contract_until=date(2029, 1, 1))

    def test_finishing_waits_for_who_is_cleared(self, cleared, clerk):
        with refused("马小兰公示期满还没有聘用"):
            announcing.finish_recruitment(cleared.recruitment, by=clerk, at=now(), reason="暂缓")
        noticing.drop_candidate(cleared, by=clerk, at=now(), reason="体检不合格")
        done = announcing.finish_recruitment(cleared.recruitment, by=clerk, at=now(), reason="暂缓")

        assert done.state == State.DONE


def test_one_post_has_one_choice_whatever_the_code_does(opening):
    CandidateFactory(opening=opening, standing=Standing.CLEARED)

    with pytest.raises(IntegrityError), transaction.atomic():
        CandidateFactory(opening=opening, standing=Standing.CLEARED)


def test_a_post_is_recruited_for_once_at_a_time(opening):
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningFactory(post=opening.post)
