from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from registry.applications.choices import Act, State, Verdict
from registry.applications.models import Notice, Objection
from registry.applications.services.notices import (
    conclude_notice,
    post_notice,
    record_objection,
    settle_objection,
)
from registry.applications.services.refusal import ApplicationRefused
from tests.factories import PersonFactory
from tests.factories.applications import ApplicationFactory, NoticeFactory, hang
from tests.registry.applications_way import NOW, TODAY, assessed, at, offices, registered, stepped

LAST = date(2026, 11, 30)
AFTER = date(2026, 12, 1)


@pytest.fixture
def office():
    return offices()


@pytest.fixture
def waiting(office):
    """An application that waits to be put up in the village since today."""
    return assessed(registered(office), office, on=TODAY)


@pytest.fixture
def post(office):
    def go(*applications, by=office.member, first_day=TODAY, unit=office.village):
        return post_notice(
            unit, applications, by=by, at=NOW, first_day=first_day, place="村委会公示栏", hotline="0943-1"
        )

    return go


def objected(notice, application, office, **facts):
    usual = {"raised_on": date(2026, 11, 25), "matter": "他家有小汽车。", "who": "张三"}
    return record_objection(
        notice, application, by=office.member, at=at(date(2026, 11, 26)), **{**usual, **facts}
    )


def settled(objection, office, *, is_upheld):
    return settle_objection(
        objection, by=office.member, at=at(date(2026, 11, 27)), settled_on=date(2026, 11, 27),
        is_upheld=is_upheld, settlement="车已核实，属于邻居。",
    )  # fmt: skip


class TestPosting:
    def test_counts_the_days_from_the_day_after(self, waiting, post):
        notice = post(waiting)
        waiting.refresh_from_db()

        assert (notice.first_day, notice.last_day) == (TODAY, LAST)
        assert waiting.notice == notice
        assert waiting.due_on == date(2026, 12, 3)  # three working days after the last day
        assert waiting.entries.last().act == Act.POST

    def test_names_many_at_once(self, office, waiting, post):
        other = ApplicationFactory(person__unit=office.village, step_number=1, since_on=TODAY)

        notice = post(waiting, other)

        assert notice.entries.count() == 2

    def test_may_be_written_down_before_it_is_put_up(self, waiting, post):
        assert post(waiting, first_day=TODAY + timedelta(days=2)).last_day == date(2026, 12, 2)

    @pytest.mark.parametrize(
        ("day", "words"),
        [(date(2026, 11, 22), "不能早于"), (date(2026, 12, 31), "最多提前 31 天")],
    )
    def test_has_a_day_that_fits(self, waiting, post, day, words):
        with pytest.raises(ApplicationRefused, match=words):
            post(waiting, first_day=day)

    def test_is_done_once(self, waiting, post):
        post(waiting)

        with pytest.raises(ApplicationRefused, match="已经在公示中"):
            post(waiting)

    def test_names_somebody(self, post):
        with pytest.raises(ApplicationRefused, match="勾选要公示的申请"):
            post()

    def test_leaves_nothing_behind_when_one_does_not_fit(self, office, waiting, post):
        early = ApplicationFactory(person__unit=office.village)

        with pytest.raises(ApplicationRefused, match="不在道口村的公示环节"):
            post(waiting, early)
        assert not Notice.objects.exists()

    def test_a_village_does_not_put_up_the_townships_notice(self, office, post):
        application = ApplicationFactory(person__unit=office.village, step_number=3, since_on=TODAY)

        with pytest.raises(ApplicationRefused, match="不在您的权限内"):
            post(application, unit=office.village.parent)


class TestEnding:
    @pytest.mark.parametrize("day", [TODAY, LAST])
    def test_is_never_early(self, office, waiting, post, day):
        with pytest.raises(ApplicationRefused, match="公示至 2026-11-30 期满，不能提前结束"):
            conclude_notice(post(waiting), by=office.member, at=at(day))

    def test_the_database_itself_knows_no_early_end(self, waiting, post):
        notice = post(waiting)
        notice.closed_on = LAST

        with pytest.raises(IntegrityError), transaction.atomic():
            notice.save()

    def test_a_notice_is_not_passed_by_the_form_of_a_step(self, office, waiting, post):
        post(waiting)

        with pytest.raises(ApplicationRefused, match="期满后在公示页面结束"):
            stepped(waiting, office.member, on=AFTER, at_step=1)

    def test_passes_on_what_nobody_objects_to(self, office, waiting, post):
        passed, kept = conclude_notice(post(waiting), by=office.member, at=at(AFTER))
        waiting.refresh_from_db()

        assert (len(passed), kept) == (1, [])
        assert (waiting.step_name, waiting.since_on) == ("乡镇核查", AFTER)
        assert ["异议", "无"] in waiting.entries.last().facts
        assert Notice.objects.get().closed_on == AFTER

    def test_is_done_once(self, office, waiting, post):
        notice = post(waiting)
        conclude_notice(notice, by=office.member, at=at(AFTER))

        with pytest.raises(ApplicationRefused, match="已经结束"):
            conclude_notice(notice, by=office.member, at=at(AFTER))

    def test_holds_back_only_what_has_an_objection(self, office, waiting, post):
        other = ApplicationFactory(person__unit=office.village, step_number=1, since_on=TODAY)
        notice = post(waiting, other)
        objected(notice, waiting, office)

        passed, kept = conclude_notice(notice, by=office.member, at=at(AFTER))

        assert [one.pk for one in passed] == [other.pk]
        assert [(one.pk, why) for one, why in kept] == [(waiting.pk, "有异议还没有答复。")]
        notice.refresh_from_db()
        assert notice.closed_on is None

    def test_is_not_for_the_neighbours(self, office, waiting, post):
        notice = post(waiting)
        neighbour = offices().member

        with pytest.raises(ApplicationRefused, match="不在您的权限内"):
            conclude_notice(notice, by=neighbour, at=at(AFTER))


class TestObjections:
    def test_one_that_does_not_hold_lets_it_pass_when_settled(self, office, waiting, post):
        notice = post(waiting)
        settled(objected(notice, waiting, office), office, is_upheld=False)

        conclude_notice(notice, by=office.member, at=at(AFTER))
        waiting.refresh_from_db()

        assert waiting.step_name == "乡镇核查"
        assert ["异议", "1 件，均不成立"] in waiting.entries.last().facts

    def test_one_that_holds_lets_it_only_go_back_or_be_refused(self, office, waiting, post):
        notice = post(waiting)
        settled(objected(notice, waiting, office), office, is_upheld=True)

        _, kept = conclude_notice(notice, by=office.member, at=at(AFTER))
        application = stepped(
            kept[0][0], office.member, on=AFTER, verdict=Verdict.REFUSE, text="家有小汽车。"
        )

        assert "异议成立" in kept[0][1]
        assert application.state == State.REFUSED

    def test_are_settled_once(self, office, waiting, post):
        objection = settled(objected(post(waiting), waiting, office), office, is_upheld=False)

        with pytest.raises(ApplicationRefused, match="已经答复"):
            settled(objection, office, is_upheld=True)

    def test_come_after_the_notice_was_put_up(self, office, waiting, post):
        with pytest.raises(ApplicationRefused, match="公示开始之后"):
            objected(post(waiting), waiting, office, raised_on=date(2026, 11, 22))

    def test_keep_who_objects_unreadable_in_the_database(self, office, waiting, post):
        objection = objected(post(waiting), waiting, office, phone="13800001234")

        assert objection.masked_phone == "138****1234"
        assert not Objection.objects.filter(phone="13800001234").exists()

    def test_are_refused_once_it_has_left_the_notice(self, office, waiting, post):
        notice = post(waiting)
        conclude_notice(notice, by=office.member, at=at(AFTER))

        with pytest.raises(ApplicationRefused):
            objected(notice, waiting, office)

    def test_of_an_earlier_round_do_not_hold_up_the_next(self, office, waiting, post):
        notice = post(waiting)
        settled(objected(notice, waiting, office), office, is_upheld=True)
        again = stepped(waiting, office.member, on=AFTER, at_step=1, verdict=Verdict.RETURN, text="重评。")
        again = assessed(again, office, on=AFTER)
        second = post_notice(
            office.village, [again], by=office.member, at=at(AFTER), first_day=AFTER, place="公示栏"
        )

        passed, kept = conclude_notice(second, by=office.member, at=at(second.last_day + timedelta(days=1)))

        assert (len(passed), kept) == (1, [])


def test_a_township_sees_a_village_notice_and_another_village_does_not(office):
    application = ApplicationFactory(person=PersonFactory(unit=office.village), step_number=1)
    hang(application)
    NoticeFactory()

    assert Notice.objects.within(office.township.scope_of("benefit_view")).count() == 1
    assert Notice.objects.within(offices().member.scope_of("benefit_view")).count() == 0
