from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from registry.models import Petition
from registry.petitions.choices import Form, Outcome, PetitionerKind, Satisfaction, State, Step
from registry.petitions.services import files, linking, registering, steps
from registry.petitions.services.refusal import PetitionRefused
from tests.factories import PersonFactory, PostingFactory, VillageFactory
from tests.factories.assessments import PNG
from tests.factories.petitions import PetitionFactory

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 11, 22)


@pytest.fixture
def village():
    return VillageFactory()


@pytest.fixture
def member(village):
    return PostingFactory(unit=village, as_village_member=True).user


@pytest.fixture
def township_clerk(village):
    return PostingFactory(unit=village.parent, as_township_clerk=True).user


@pytest.fixture
def county_clerk(village):
    return PostingFactory(unit=village.parent.parent).user


@pytest.fixture
def register(village, member):
    def go(*, by=member, at=NOW, **facts):
        usual = {
            "unit": village, "form": Form.VISIT, "received_on": TODAY, "category": "allowance", "people": 1,
            "matter": "补贴没有到账。", "petitioner_kind": PetitionerKind.OTHER, "petitioner_name": "李强",
        }  # fmt: skip
        return registering.register_petition(by=by, at=at, **{**usual, **facts})

    return go


class TestRegistering:
    def test_numbers_by_county_and_year(self, register):
        first, second = register(), register(matter="另一件事。")
        last_year = register(received_on=date(2025, 12, 31), matter="去年的事。")

        assert [p.number for p in (first, second, last_year)] == ["2026-0001", "2026-0002", "2025-0001"]

    def test_counts_each_county_by_itself(self, register):
        PetitionFactory(serial=7, received_on=TODAY)

        assert register().serial == 1

    def test_sets_the_deadline_and_begins_the_timeline(self, register, member):
        petition = register()

        assert (petition.accept_by, petition.due_on, petition.remind_on) == (
            date(2026, 12, 7),
            date(2026, 12, 7),
            date(2026, 12, 2),
        )
        assert [(s.kind, s.by) for s in petition.steps.all()] == [(Step.REGISTER, member)]
        assert petition.handler == member

    def test_takes_name_and_phone_from_the_register(self, register, village):
        person = PersonFactory(unit=village, name="王芳", phone="13800001234")

        petition = register(petitioner_kind=PetitionerKind.PERSON, person=person, petitioner_name="")

        assert (petition.petitioner_name, petition.masked_phone) == ("王芳", "138****1234")

    def test_keeps_the_phone_unreadable_in_the_database_and_out_of_the_audit_log(self, register):
        petition = register(phone="13800001234")

        entry = AuditEntry.objects.filter(object_pk=str(petition.pk)).first()
        assert "13800001234" not in str(entry.changes)
        assert petition.matter not in str(entry.changes)
        assert not Petition.objects.filter(phone="13800001234").exists()

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"received_on": date(2026, 11, 23)}, "不能晚于今天"),
            ({"petitioner_kind": PetitionerKind.PERSON}, "残疾人的姓名"),
            ({"petitioner_name": ""}, "信访人姓名"),
        ],
    )
    def test_refuses_what_is_not_complete(self, register, facts, words):
        with pytest.raises(PetitionRefused, match=words):
            register(**facts)

    def test_refuses_the_same_petition_twice(self, register):
        register()

        with pytest.raises(PetitionRefused, match="已经登记，编号 2026-0001"):
            register()

    def test_refuses_another_units_village(self, register):
        with pytest.raises(PetitionRefused, match="管辖范围"):
            register(unit=VillageFactory())

    def test_refuses_a_person_of_another_village(self, register):
        with pytest.raises(PetitionRefused, match="管辖范围"):
            register(petitioner_kind=PetitionerKind.PERSON, person=PersonFactory())


class TestChanging:
    def test_moves_the_first_deadline_with_the_day(self, register, member):
        petition = registering.change_petition(register(), by=member, at=NOW, received_on=date(2026, 11, 20))

        assert petition.due_on == date(2026, 12, 5)
        assert "修改了日期" in petition.steps.last().text

    def test_leaves_no_entry_when_nothing_changed(self, register, member):
        petition = registering.change_petition(register(), by=member, at=NOW)

        assert petition.steps.count() == 1

    def test_is_refused_once_it_is_settled(self, village, member):
        with pytest.raises(PetitionRefused, match="已办结"):
            registering.change_petition(
                PetitionFactory(unit=village, settled=True), by=member, at=NOW, people=2
            )


class TestTheWay:
    def test_from_the_visit_to_the_end(self, register, member):
        petition = register(received_on=date(2026, 9, 1))
        petition = steps.accept_petition(petition, by=member, at=NOW, on=date(2026, 9, 5))
        assert (petition.state, petition.settle_by) == (State.ACCEPTED, date(2026, 11, 4))

        petition = steps.note_progress(petition, by=member, at=NOW, on=date(2026, 9, 9), text="已核实。")
        petition = steps.reply_to_petition(
            petition,
            by=member,
            at=NOW,
            on=date(2026, 9, 20),
            text="已补发。",
            reply_number="会残信复〔2026〕3号",
        )
        petition = steps.settle_petition(
            petition,
            by=member,
            at=NOW,
            on=date(2026, 9, 21),
            outcome=Outcome.SOLVED,
            satisfaction=Satisfaction.SATISFIED,
        )

        assert (petition.state, petition.due_on, petition.was_in_time) == (State.SETTLED, None, True)
        assert [s.kind for s in petition.steps.order_by("pk")] == [
            Step.REGISTER,
            Step.ACCEPT,
            Step.PROGRESS,
            Step.REPLY,
            Step.SETTLE,
        ]

    def test_a_refused_one_waits_for_nothing(self, register, member):
        petition = steps.refuse_petition(register(), by=member, at=NOW, on=TODAY, text="属于法院。")

        assert (petition.state, petition.due_on) == (State.REFUSED, None)

    def test_nothing_is_settled_without_a_reply(self, village, member):
        petition = PetitionFactory(unit=village, accepted=True)

        with pytest.raises(PetitionRefused, match="还没有答复"):
            steps.settle_petition(
                petition, by=member, at=NOW, on=TODAY, outcome=Outcome.SOLVED, satisfaction="fair"
            )

    def test_unless_the_petitioner_withdrew(self, village, member):
        petition = PetitionFactory(unit=village, accepted=True)

        petition = steps.settle_petition(
            petition, by=member, at=NOW, on=TODAY, outcome=Outcome.WITHDRAWN, satisfaction="unknown"
        )

        assert petition.is_settled

    @pytest.mark.parametrize(
        ("on", "words"),
        [(date(2026, 11, 23), "晚于今天"), (date(2026, 11, 1), "早于上一环节（2026年11月2日）")],
    )
    def test_days_come_in_order(self, village, member, on, words):
        with pytest.raises(PetitionRefused, match=words):
            steps.accept_petition(PetitionFactory(unit=village), by=member, at=NOW, on=on)

    def test_no_step_is_taken_twice(self, village, member):
        petition = PetitionFactory(unit=village, accepted=True)

        with pytest.raises(PetitionRefused, match="现在是“办理中”，不能再受理"):
            steps.accept_petition(petition, by=member, at=NOW, on=TODAY)

    def test_only_the_county_takes_a_settled_one_up_again(self, village, township_clerk, county_clerk):
        petition = PetitionFactory(unit=village, settled=True)
        with pytest.raises(PetitionRefused, match="只有县级"):
            steps.reopen_petition(petition, by=township_clerk, at=NOW, on=TODAY, text="反悔")

        petition = steps.reopen_petition(petition, by=county_clerk, at=NOW, on=TODAY, text="没有落实")

        assert (petition.state, petition.settled_on, petition.due_on) == (
            State.ACCEPTED,
            None,
            date(2027, 1, 21),
        )


class TestExtending:
    def test_adds_days_once(self, village, member):
        petition = PetitionFactory(unit=village, accepted=True)

        petition = steps.extend_petition(petition, by=member, at=NOW, on=TODAY, days=30, text="情况复杂")

        assert petition.due_on == date(2027, 2, 1)
        with pytest.raises(PetitionRefused, match="已延期 30 天"):
            steps.extend_petition(petition, by=member, at=NOW, on=TODAY, days=1, text="再延")

    def test_refuses_more_than_the_rule_allows(self, village, member):
        with pytest.raises(PetitionRefused, match="1 天至 30 天"):
            steps.extend_petition(
                PetitionFactory(unit=village, accepted=True), by=member, at=NOW, on=TODAY, days=31, text="x"
            )

    def test_refuses_once_the_deadline_has_passed(self, village, member):
        petition = PetitionFactory(unit=village, accepted=True, received_on=date(2026, 6, 1))

        with pytest.raises(PetitionRefused, match="期限已过"):
            steps.extend_petition(petition, by=member, at=NOW, on=TODAY, days=5, text="x")


class TestPassingOn:
    def test_both_units_see_it_and_the_days_begin_anew(self, village, member):
        petition = PetitionFactory(unit=village, received_on=date(2026, 11, 10))

        petition = steps.transfer_petition(
            petition, by=member, at=NOW, on=TODAY, to_unit=village.parent, text="超出权限"
        )

        assert (petition.handler_unit, petition.handler) == (village.parent, None)
        assert petition.due_on == date(2026, 12, 7)
        assert {share.unit for share in petition.shares.all()} == {village, village.parent}

    def test_who_passed_it_on_does_not_act_any_more(self, village, member):
        petition = PetitionFactory(unit=village, handler_unit=village.parent)

        with pytest.raises(PetitionRefused, match=f"由{village.parent.name}办理"):
            steps.accept_petition(petition, by=member, at=NOW, on=TODAY)

    def test_never_leaves_the_county(self, village, member):
        with pytest.raises(PetitionRefused, match="本县"):
            steps.transfer_petition(
                PetitionFactory(unit=village), by=member, at=NOW, on=TODAY, to_unit=VillageFactory()
            )


class TestSupervising:
    def test_is_for_those_above(self, village, member, township_clerk):
        petition = PetitionFactory(unit=village)
        with pytest.raises(PetitionRefused, match="上级"):
            steps.supervise_petition(petition, by=member, at=NOW, on=TODAY, text="抓紧")

        petition = steps.supervise_petition(petition, by=township_clerk, at=NOW, on=TODAY, text="抓紧")

        assert petition.supervised_on == TODAY
        assert petition.steps.get().unit == village.parent


class TestRepeatVisits:
    def test_the_same_phone_makes_a_repeat_wherever_it_was_taken_down(self, register, county_clerk, village):
        first = register(phone="13800001234", received_on=date(2026, 5, 1))
        second = register(
            by=county_clerk, unit=village.parent.parent, phone="13800001234",
            petitioner_name="李某", matter="还是没有到账。",
        )  # fmt: skip

        assert second.cluster == first.cluster

    def test_the_same_person_makes_a_repeat(self, register, village):
        person = PersonFactory(unit=village)
        facts = {"petitioner_kind": PetitionerKind.RELATIVE, "person": person}
        first = register(**facts, petitioner_name="母亲甲")
        second = register(**facts, petitioner_name="父亲乙")

        assert second.cluster == first.cluster

    def test_the_same_name_at_another_village_does_not(self, register, county_clerk, village):
        first = register()
        other = register(by=county_clerk, unit=VillageFactory(parent=village.parent))

        assert other.cluster != first.cluster

    def test_a_visit_more_than_a_year_before_does_not(self, register):
        first = register(received_on=date(2025, 11, 21))

        assert register().cluster != first.cluster

    def test_are_joined_and_parted_by_hand(self, register, member):
        first, second = register(), register(petitioner_name="王某", matter="同一件事。")

        linking.link_petitions(second, first, by=member, at=NOW)
        first.refresh_from_db()
        second.refresh_from_db()
        assert first.cluster == second.cluster

        assert linking.unlink_petition(second, by=member, at=NOW).cluster != first.cluster

    def test_of_another_county_are_not_joined(self, register, member):
        with pytest.raises(PetitionRefused, match="没有找到"):
            linking.link_petitions(register(), PetitionFactory(), by=member, at=NOW)


class TestFiles:
    def upload(self, content=PNG, name="来信.png"):
        return SimpleUploadedFile(name, content)

    def test_are_known_by_their_content(self, village, member):
        kept = files.add_file(
            PetitionFactory(unit=village), self.upload(name="a/../来信.exe"), by=member, at=NOW
        )

        assert (kept.name, kept.content_type) == ("来信.exe.png", "image/png")
        assert "来信" not in kept.file.name

    def test_of_other_types_are_refused(self, village, member):
        with pytest.raises(PetitionRefused, match="不是可接受的类型"):
            files.add_file(PetitionFactory(unit=village), self.upload(b"<html>"), by=member, at=NOW)

    def test_are_kept_once(self, village, member):
        petition = PetitionFactory(unit=village)
        kept = files.add_file(petition, self.upload(), by=member, at=NOW)
        with pytest.raises(PetitionRefused, match="已经上传过"):
            files.add_file(petition, self.upload(), by=member, at=NOW)

        files.withdraw_file(kept, by=member, at=NOW)

        assert files.add_file(petition, self.upload(), by=member, at=NOW).pk != kept.pk


def test_the_database_refuses_an_open_petition_without_a_deadline():
    petition = PetitionFactory()
    petition.due_on = None

    with pytest.raises(IntegrityError), transaction.atomic():
        petition.save()
