"""Handing out the paper that says what came of an application."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from registry.applications.choices import Act, DeliveryWay, State, Verdict
from registry.applications.inbox import applications_to_do
from registry.applications.selectors.applications import stepper, timeline_of
from registry.applications.services.delivering import record_delivery
from registry.applications.services.refusal import ApplicationRefused
from registry.applications.services.registering import withdraw_application
from registry.models import Application
from tests.factories.applications import ApplicationFactory
from tests.registry.applications_way import NOW, TODAY, offices, registered, stepped, up_to_approval


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office():
    return offices()


@pytest.fixture
def refused(office):
    return stepped(
        registered(office), office.member, on=TODAY, verdict=Verdict.REFUSE, text="收入高于低保标准。"
    )


def delivered(application, by, *, on=TODAY, way=DeliveryWay.IN_PERSON, received_by="马秀英", **facts):
    return record_delivery(application, by=by, at=NOW, on=on, way=way, received_by=received_by, **facts)


class TestWaiting:
    def test_begins_at_the_township_when_it_is_refused(self, office, refused):
        assert refused.handler_unit == office.village.parent
        assert refused.deliver_by == date(2026, 11, 26)  # three working days
        assert refused.due_in_words(TODAY) == ("待送达", "warn")

    def test_begins_when_it_is_granted(self, office):
        application, day = up_to_approval(office)

        assert stepped(application, office.other, on=day).is_to_deliver

    def test_does_not_begin_for_who_takes_it_back(self, office):
        application = withdraw_application(
            registered(office), by=office.member, at=NOW, on=TODAY, text="外出务工。"
        )

        assert application.deliver_by is None

    def test_does_not_begin_where_the_procedure_has_none(self, office):
        application = registered(office)
        application.plan["delivery"] = None
        application.save()

        assert not stepped(
            application, office.member, on=TODAY, verdict=Verdict.REFUSE, text="收入高。"
        ).is_to_deliver

    def test_stands_in_the_inbox_of_the_township_alone(self, office, refused):
        def waits_for(user):
            words = [line.text for line in applications_to_do(user.scope_of("benefit_view"), TODAY)]
            return any("告知书待送达" in line for line in words)

        assert [waits_for(user) for user in (office.member, office.township, office.county)] == [
            False, True, False,
        ]  # fmt: skip


class TestHandingOut:
    def test_is_written_into_the_timeline_and_ends_the_waiting(self, office, refused):
        delivered(refused, office.township)

        application = Application.objects.get()
        timeline = timeline_of(application)
        assert (application.delivered_on, application.is_to_deliver) == (TODAY, False)
        assert (timeline[0].act, timeline[0].facts[1]) == (Act.DELIVER, ["签收人", "马秀英"])
        assert stepper(application, timeline)[-1]["entry"] == timeline[0]

    def test_happens_once(self, office, refused):
        delivered(refused, office.township)

        with pytest.raises(ApplicationRefused, match="没有待送达"):
            delivered(refused, office.township)

    def test_is_not_for_the_village(self, office, refused):
        with pytest.raises(ApplicationRefused, match="管辖范围"):
            delivered(refused, office.member)

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"on": date(2026, 11, 20)}, "办结之后"),
            ({"on": date(2026, 11, 24)}, "不能晚于今天"),
            ({"received_by": " "}, "签收人"),
            ({"way": DeliveryWay.MAIL}, "单号"),
            ({"way": DeliveryWay.BY_ANOTHER}, "关系"),
            ({"way": DeliveryWay.LEFT, "received_by": ""}, "见证人"),
        ],
    )
    def test_is_complete(self, office, refused, facts, words):
        with pytest.raises(ApplicationRefused, match=words):
            delivered(refused, office.township, **facts)

    def test_has_a_day_and_a_way_in_the_database_too(self, office, refused):
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.filter(pk=refused.pk).update(delivered_on=TODAY)


class TestThePages:
    def test_list_what_has_to_be_handed_out_and_take_it_down(self, client, office, refused):
        client.force_login(office.township)
        listed = client.get(reverse("applications:application_list"), {"due": "deliver"})
        address = reverse("applications:deliver", args=[refused.pk])

        values = {"on": "2026-11-23", "way": "in_person", "received_by": "马秀英", "text": ""}
        page = client.post(address, values, follow=True)

        assert refused.number in listed.text
        assert "告知书已登记送达" in page.text
        assert client.get(address).status_code == 302

    def test_explain_what_is_missing(self, client, office, refused):
        client.force_login(office.township)
        values = {"on": "2026-11-23", "way": "mail", "received_by": "马秀英", "text": ""}

        page = client.post(reverse("applications:deliver", args=[refused.pk]), values)

        assert "请写明邮件单号" in page.text

    def test_print_a_letter_of_the_grant_with_a_receipt_to_sign(self, client, office):
        application, day = up_to_approval(office)
        stepped(application, office.other, on=day)
        client.force_login(office.county)

        content = client.get(reverse("applications:letter_print", args=[application.pk])).content
        said = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)

        assert "予以批准" in said
        assert "480" in said
        assert "送达回证" in said

    def test_set_who_hands_it_out_in_how_many_days(self, client, office):
        county = office.village.parent.parent
        client.force_login(office.county)
        address = reverse("applications:rule_edit", args=[county.pk, "dibao"])
        form = client.get(address).context["form"]
        values = {bound.html_name: bound.value() for bound in form}
        values = {name: value for name, value in values.items() if value not in (False, None)}

        client.post(
            address, values | {"deliver_days": "7", "deliver_level": "village", "step0_differs": "on"}
        )
        application = registered(office)

        assert application.procedure.delivery.days == 7
        assert application.procedure.must_differ(0)
        assert not application.procedure.must_differ(1)


def test_a_closed_application_of_before_has_nothing_to_hand_out(office):
    application = ApplicationFactory(person__unit=office.village, refused=True)

    assert application.state == State.REFUSED
    assert not application.is_to_deliver
