from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from registry.applications.choices import Act, ApplicantKind, State, Verdict
from registry.applications.models import Application
from registry.applications.services.refusal import ApplicationRefused
from registry.applications.services.registering import (
    change_application,
    register_application,
    withdraw_application,
)
from registry.applications.services.steps import approve_many, take_step
from registry.models import Grant
from tests.factories import PersonFactory, PostingFactory, VillageFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.benefits import GrantFactory
from tests.registry.applications_way import (
    NOW,
    TODAY,
    VISIT,
    VOTES,
    assessed,
    at,
    decided,
    noticed,
    offices,
    registered,
    stepped,
    up_to_approval,
)

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def office():
    return offices()


class TestRegistering:
    def test_numbers_by_county_and_year_and_waits_for_the_village(self, office):
        application = registered(office)

        assert (application.number, application.step_name) == ("SQ2026-0001", "村评议")
        assert application.handler_unit == office.village
        assert application.due_on == date(2026, 11, 30)  # five working days
        assert [entry.act for entry in application.entries.all()] == [Act.REGISTER]

    def test_the_two_subsidies_begin_at_the_township(self, office):
        application = registered(office, kind="care")

        assert (application.step_name, application.handler_unit) == ("乡镇受理初审", office.village.parent)

    def test_takes_name_and_phone_from_the_register(self, office):
        person = PersonFactory(unit=office.village, name="王芳", phone="13800001234")

        application = registered(office, person=person)

        assert (application.applicant_name, application.masked_phone) == ("王芳", "138****1234")

    def test_keeps_the_phone_unreadable_and_out_of_the_audit_log(self, office):
        application = registered(
            office, applicant_kind=ApplicantKind.GUARDIAN, applicant_name="李强", phone="13800001234"
        )

        said = "".join(str(entry.changes) for entry in AuditEntry.objects.all())
        assert "13800001234" not in said
        assert "李强" not in said
        assert not Application.objects.filter(phone="13800001234").exists()
        assert application.who == "李强（监护人）"

    def test_keeps_only_papers_that_the_procedure_asks_for(self, office):
        application = registered(office, materials=["form", "care", "nonsense"])

        assert application.materials == ["form"]

    def test_refuses_a_second_one_for_the_same_benefit(self, office):
        first = registered(office)

        with pytest.raises(ApplicationRefused, match=f"编号 {first.number}"):
            registered(office, person=first.person)

    def test_refuses_what_is_granted_already(self, office):
        person = PersonFactory(unit=office.village)
        GrantFactory(person=person)

        with pytest.raises(ApplicationRefused, match="正在享受护理补贴"):
            registered(office, person=person, kind="care")

    def test_refuses_a_person_of_another_village(self, office):
        with pytest.raises(ApplicationRefused, match="管辖范围"):
            registered(office, person=PersonFactory(unit=VillageFactory(parent=office.village.parent)))

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"applied_on": TOMORROW}, "不能晚于今天"),
            ({"applicant_kind": ApplicantKind.AGENT}, "申请人（代办人）姓名"),
            ({"kind": "nonsense"}, "没有这种待遇"),
        ],
    )
    def test_refuses_what_is_not_complete(self, office, facts, words):
        usual = {"kind": "dibao", "applied_on": TODAY, "applicant_kind": "person", "materials": []}
        person = PersonFactory(unit=office.village)

        with pytest.raises(ApplicationRefused, match=words):
            register_application(by=office.member, at=NOW, person=person, **{**usual, **facts})

    def test_the_database_itself_knows_one_open_application_a_benefit(self, office):
        first = registered(office)

        with pytest.raises(IntegrityError), transaction.atomic():
            ApplicationFactory(person=first.person, serial=99)


class TestChanging:
    def test_moves_the_first_deadline_with_the_day(self, office):
        application = change_application(
            registered(office), by=office.member, at=NOW, applied_on=date(2026, 11, 20)
        )

        assert application.due_on == date(2026, 11, 27)
        assert "修改了申请日期" in application.entries.last().text

    def test_leaves_no_entry_when_nothing_changed(self, office):
        application = change_application(registered(office), by=office.member, at=NOW)

        assert application.entries.count() == 1

    def test_is_refused_after_the_first_step(self, office):
        application = assessed(registered(office), office, on=TODAY)

        with pytest.raises(ApplicationRefused, match="不能修改登记"):
            change_application(application, by=office.member, at=NOW, household_size=5)


class TestTheWay:
    def test_from_the_village_to_the_grant(self, office):
        application, day = up_to_approval(office)
        assert application.step_name == "县级批准"

        application = stepped(application, office.other, on=day)

        grant = Grant.objects.get(person=application.person)
        assert application.state == State.GRANTED
        assert (application.due_on, application.closed_on) == (None, day)
        assert (grant.kind.code, grant.tier, grant.amount) == ("dibao", "一类", Decimal("480.00"))
        assert grant.first_month == date(2026, 8, 1)  # that of the application, domain.md §6.2
        assert application.number in grant.source

    def test_who_is_granted_dibao_is_one_on_the_register(self, office):
        application, day = up_to_approval(office)

        stepped(application, office.other, on=day)

        application.person.refresh_from_db()
        assert application.person.subsistence == "dibao"
        assert application.person.circumstances.get().since == date(2026, 8, 1)

    def test_the_two_subsidies_go_another_way(self, office):
        person = PersonFactory(unit=office.village)
        application = registered(office, kind="care", person=person, applied_on=date(2026, 9, 1))
        day = date(2026, 9, 2)
        application = stepped(application, office.township, on=day, text="材料齐全。")
        application = stepped(application, office.county, on=day)
        with pytest.raises(ApplicationRefused, match="您已经办“县残联审核”，按前后环节分开的要求"):
            decided(application, office.county, on=day, tier="二级", amount=Decimal("100.00"))
        application = decided(application, office.other, on=day, tier="二级", amount=Decimal("100.00"))
        day = noticed(application, office.township, on=day)
        application = stepped(application, office.county, on=day)

        assert application.state == State.GRANTED
        assert person.grants.get().amount == Decimal("100.00")

    def test_the_grant_that_cannot_be_made_leaves_everything_as_it_was(self, office):
        application, day = up_to_approval(office)
        GrantFactory(person=application.person, kind=_kind(office, "dibao"), tier="一类")

        with pytest.raises(ApplicationRefused, match="月份重叠"):
            stepped(application, office.other, on=day)

        application.refresh_from_db()
        application.person.refresh_from_db()
        assert application.is_open
        assert application.person.subsistence != "dibao"
        assert not application.entries.filter(act=Act.GRANT).exists()

    def test_the_first_month_is_not_before_the_application(self, office):
        application = ApplicationFactory(person__unit=office.village, step_number=4, applied_on=TODAY)

        with pytest.raises(ApplicationRefused, match="不能早于申请当月"):
            decided(application, office.county, on=TODAY, first_month=date(2026, 10, 1))

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"tier": "九类"}, "没有这个档次"),
            ({"amount": Decimal(0)}, "须大于 0"),
            ({"first_month": None}, "起始月份"),
        ],
    )
    def test_a_decision_is_complete(self, office, facts, words):
        application = ApplicationFactory(person__unit=office.village, step_number=4, applied_on=TODAY)

        with pytest.raises(ApplicationRefused, match=words):
            decided(application, office.county, on=TODAY, **facts)

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"second": "王强"}, "不能是同一个人"),
            ({"second": ""}, "两名调查人"),
            ({"findings": ""}, "核查情况"),
            ({"visited_on": None}, "入户核查日期"),
            ({"visited_on": TOMORROW}, "入户核查日期须在"),
        ],
    )
    def test_a_check_at_home_is_complete(self, office, facts, words):
        application = ApplicationFactory(person__unit=office.village, step_number=2, applied_on=TODAY)

        with pytest.raises(ApplicationRefused, match=words):
            stepped(application, office.township, on=TODAY, **{"visited_on": TODAY, **VISIT, **facts})

    @pytest.mark.parametrize(
        ("on", "words"), [(TOMORROW, "晚于今天"), (date(2026, 11, 1), "早于上一环节（2026年11月23日）")]
    )
    def test_days_come_in_order(self, office, on, words):
        application = registered(office)

        with pytest.raises(ApplicationRefused, match=words):
            stepped_at(application, office.member, on)


class TestSendingBack:
    def test_goes_to_the_step_before_the_notice_and_begins_its_days_anew(self, office):
        application = ApplicationFactory(person__unit=office.village, step_number=2, applied_on=TODAY)

        application = stepped(
            application, office.township, on=TODAY, verdict=Verdict.RETURN, text="票数没有写清。"
        )

        assert (application.step_name, application.handler_unit) == ("村评议", office.village)
        assert application.due_on == date(2026, 11, 30)

    def test_says_why(self, office):
        application = ApplicationFactory(person__unit=office.village, step_number=2, applied_on=TODAY)

        with pytest.raises(ApplicationRefused, match="退回的理由"):
            stepped(application, office.township, on=TODAY, verdict=Verdict.RETURN)

    def test_is_not_possible_from_the_first_step(self, office):
        with pytest.raises(ApplicationRefused, match="第一个环节"):
            stepped(registered(office), office.member, on=TODAY, verdict=Verdict.RETURN, text="退。")


class TestRefusing:
    def test_closes_it_with_the_reason(self, office):
        application = stepped(
            registered(office), office.member, on=TODAY, verdict=Verdict.REFUSE, text="收入高于标准。"
        )

        assert (application.state, application.outcome) == (State.REFUSED, "收入高于标准。")
        assert application.due_on is None

    def test_keeps_the_votes_that_were_cast(self, office):
        votes = {**VOTES, "agree": 2, "against": 9}
        application = stepped(
            registered(office), office.member, on=TODAY, verdict=Verdict.REFUSE, text="未过半数。", **votes
        )

        assert ["表决结果", "同意 2 票，反对 9 票，弃权 1 票"] in application.entries.last().facts

    def test_the_same_benefit_may_be_asked_for_again(self, office):
        first = stepped(
            registered(office), office.member, on=TODAY, verdict=Verdict.REFUSE, text="收入高于标准。"
        )

        assert registered(office, person=first.person).number == "SQ2026-0002"


class TestWithdrawing:
    def test_is_for_who_takes_applications_down(self, office):
        application = withdraw_application(
            registered(office), by=office.member, at=NOW, on=TODAY, text="已外出务工。"
        )

        assert (application.state, application.due_on) == (State.WITHDRAWN, None)

    def test_is_refused_once_it_is_closed(self, office):
        application = ApplicationFactory(person__unit=office.village, refused=True)

        with pytest.raises(ApplicationRefused, match="不予批准"):
            withdraw_application(application, by=office.member, at=NOW, on=TODAY, text="撤。")


class TestFourEyes:
    def test_who_took_it_down_at_the_village_does_not_check_it_at_the_township(self, office):
        application = assessed(registered(office, by=office.township), office, on=TODAY)
        day = noticed(application, office.member, on=TODAY)

        with pytest.raises(ApplicationRefused, match="您已登记了本申请"):
            stepped(application, office.township, on=day, visited_on=day, **VISIT)

    def test_who_checked_does_not_decide(self, office):
        application = registered(office, applied_on=date(2026, 8, 3))
        application = assessed(application, office, on=date(2026, 8, 3))
        day = noticed(application, office.member, on=date(2026, 8, 3))
        application = stepped(application, office.county, on=day, visited_on=day, **VISIT)
        day = noticed(application, office.township, on=day)

        with pytest.raises(ApplicationRefused, match="您已经办了“乡镇核查”"):
            decided(application, office.county, on=day)

    def test_who_decided_does_not_approve(self, office):
        application, day = up_to_approval(office)

        with pytest.raises(ApplicationRefused, match="审核与批准分开"):
            stepped(application, office.county, on=day)

    def test_unless_the_county_has_set_it_so(self, office):
        application, day = up_to_approval(office)
        application.plan["steps"][-1]["differs"] = False
        application.save()

        assert stepped(application, office.county, on=day).is_granted

    def test_or_had_set_it_so_before_steps_had_settings_of_their_own(self, office):
        application, day = up_to_approval(office)
        application.plan |= {"approver_differs": False}
        application.save()

        assert stepped(application, office.county, on=day).is_granted

    def test_a_county_may_let_one_person_act_at_two_levels(self, office):
        application = assessed(registered(office, by=office.township), office, on=TODAY)
        day = noticed(application, office.member, on=TODAY)
        application.plan["steps"][2]["differs"] = False
        application.save()

        application = stepped(application, office.township, on=day, visited_on=day, **VISIT)

        assert application.step_name == "乡镇公示"

    def test_a_village_does_not_do_the_townships_part(self, office):
        application = ApplicationFactory(person__unit=office.village, step_number=2, applied_on=TODAY)

        with pytest.raises(ApplicationRefused, match="不在您的权限内"):
            stepped(application, office.member, on=TODAY, visited_on=TODAY, **VISIT)


class TestRaces:
    def test_the_second_of_two_clicks_finds_the_step_done(self, office):
        stale = registered(office)
        assessed(stale, office, on=TODAY)

        with pytest.raises(ApplicationRefused, match="已转到“村公示”"):
            stepped(stale, office.member, on=TODAY, at_step=0, **VOTES)

    def test_many_are_approved_one_by_one(self, office):
        first, day = up_to_approval(office)
        second, _ = up_to_approval(office, person=PersonFactory(unit=office.village, name="李强"))
        GrantFactory(person=second.person, kind=_kind(office, "dibao"), tier="一类")
        stranger = PostingFactory(unit=VillageFactory().parent.parent).user

        done, kept = approve_many([first, second], by=office.other, at=at(day), on=day)
        none, all_kept = approve_many([second], by=stranger, at=at(day), on=day)

        assert [one.pk for one in done] == [first.pk]
        assert [one.pk for one, _ in kept] == [second.pk]
        assert (none, len(all_kept)) == ([], 1)


def stepped_at(application, by, on):
    """Do the first step with a day that may be wrong, today."""
    return take_step(application, by=by, at=NOW, at_step=0, verdict=Verdict.PASS, on=on, **VOTES)


def _kind(office, code):
    return office.village.parent.parent.benefit_kinds.get(code=code)
