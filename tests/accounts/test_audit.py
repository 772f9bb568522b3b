import pytest
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEntry
from registry.services.persons import archive_person
from tests.factories import CertificateFactory, CountyFactory, PersonFactory, PostingFactory, VillageFactory

LOG = reverse("accounts:audit_list")


@pytest.fixture
def person():
    return PersonFactory(name="马建国", phone="13812345678")


@pytest.fixture
def clerk(person, sign_in):
    return sign_in(person.unit.parent.parent)


def entries(**wanted):
    return AuditEntry.objects.filter(**wanted).order_by("-pk")


class TestWhatIsWrittenDown:
    def test_every_view_of_a_person(self, client, clerk, person):
        client.get(person.get_absolute_url())

        entry = entries(event="view").get()
        assert (entry.actor, entry.object_id, entry.page) == (clerk, person.pk, person.get_absolute_url())

    def test_an_export_with_its_filter(self, client, clerk, person):
        response = client.get(reverse("registry:person_export"), {"category": "4"})
        b"".join(response.streaming_content)

        entry = entries(event="export").get()
        assert entry.filters == "category=4"
        assert entry.additional_data["rows"] == 0

    def test_a_change_with_before_and_after(self, clerk, person):
        archive_person(person, by=clerk, at=timezone.now(), reason="moved_out", on=timezone.localdate())

        changes = entries(event="change", object_id=person.pk).first().changes
        assert changes["archive_reason"] == ["", "moved_out"]

    def test_a_change_made_on_a_page_names_actor_and_page(self, client, clerk, person):
        url = reverse("registry:person_archive", args=[person.pk])

        client.post(url, {"reason": "death", "on": f"{timezone.localdate()}"})

        entry = entries(event="change", object_id=person.pk).first()
        assert (entry.actor, entry.page) == (clerk, url)

    def test_never_a_sensitive_value(self, person):
        CertificateFactory(person=person)
        person.phone, person.bank_account = "13900001111", "6228480000000000000"
        person.save()

        said = str(list(AuditEntry.objects.values_list("changes", flat=True)))
        for secret in ("13812345678", "13900001111", "6228480000000000000", person.id_number):
            assert secret not in said

    def test_a_reveal_with_its_reason(self, client, clerk, person):
        url = reverse("registry:person_reveal", args=[person.pk])

        text = client.post(url, {"reason": "核对补贴账号"}).text

        assert person.id_number in text
        assert entries(event="reveal").get().reason == "核对补贴账号"

    def test_no_reveal_without_a_reason(self, client, clerk, person):
        text = client.post(reverse("registry:person_reveal", args=[person.pk]), {"reason": ""}).text

        assert person.id_number not in text
        assert not entries(event="reveal").exists()


class TestTheChain:
    def test_holds_when_nobody_touched_it(self, person):
        audit.record(audit.Event.VIEW, by=PostingFactory().user, about=person)

        assert audit.first_broken_link() is None

    def test_shows_the_entry_that_was_changed_behind_its_back(self, person):
        entry = audit.record(audit.Event.VIEW, by=PostingFactory().user, about=person)
        audit.record(audit.Event.VIEW, by=PostingFactory().user, about=person)

        QuerySet(AuditEntry).filter(pk=entry.pk).update(object_repr="别人")

        assert audit.first_broken_link() == entry

    def test_shows_where_an_entry_is_missing(self, person):
        user = PostingFactory().user
        first = audit.record(audit.Event.VIEW, by=user, about=person)
        after = audit.record(audit.Event.VIEW, by=user, about=person)

        QuerySet(AuditEntry).filter(pk=first.pk).delete()

        assert audit.first_broken_link() == after

    def test_cannot_be_edited_or_deleted_through_the_model(self, person):
        entry = audit.record(audit.Event.VIEW, by=PostingFactory().user, about=person)

        for forbidden in (
            entry.save,
            entry.delete,
            AuditEntry.objects.all().delete,
            lambda: AuditEntry.objects.update(page=""),
        ):
            with pytest.raises(TypeError, match="只能追加"):
                forbidden()


class TestTheLogPage:
    def test_is_for_the_audit_administrator_only(self, client, clerk):
        assert client.get(LOG).status_code == 403

    def test_shows_what_happened_in_the_scope(self, client, clerk, person, sign_in):
        client.get(person.get_absolute_url())
        sign_in(person.unit.parent.parent, as_auditor=True)

        assert "马建国" in client.get(LOG, {"event": "view"}).text

    def test_does_not_show_another_county(self, client, clerk, person, sign_in):
        client.get(person.get_absolute_url())
        sign_in(CountyFactory(), as_auditor=True)

        assert "马建国" not in client.get(LOG).text

    def test_costs_the_same_for_many_entries(self, client, person, sign_in, assert_flat_queries):
        auditor = sign_in(person.unit.parent.parent, as_auditor=True)

        def look(times=10):
            for _ in range(times):
                audit.record(audit.Event.VIEW, by=auditor, about=person)

        look(1)
        assert_flat_queries(LOG, look)


def test_a_village_of_the_audit_scope_is_found_by_its_path():
    village = VillageFactory()

    assert audit.path_of(village) == village.path
