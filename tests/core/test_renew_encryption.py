import base64

import pytest
from django.core.management import call_command

from core.encryption import Undecipherable
from registry.models import Person
from tests.factories import PersonFactory

OLD = base64.urlsafe_b64encode(b"o" * 32).decode()
NEW = base64.urlsafe_b64encode(b"n" * 32).decode()


@pytest.fixture
def person(settings):
    """Somebody written with the old key, in an installation that has just got a new one."""
    settings.FIELD_KEYS = [OLD]
    person = PersonFactory(phone="13800000001")
    settings.FIELD_KEYS = [NEW, OLD]
    return person


def test_without_it_the_old_key_is_still_needed(person, settings):
    settings.FIELD_KEYS = [NEW]

    with pytest.raises(Undecipherable):
        Person.objects.get()


def test_afterwards_the_new_key_is_enough(person, settings, capsys):
    call_command("renew_encryption")
    settings.FIELD_KEYS = [NEW]

    found = Person.objects.get()

    assert (found.id_number, found.phone) == (person.id_number, person.phone)
    assert "残疾人：重写 1 行。" in capsys.readouterr().out


def test_leaves_the_time_of_change_and_the_digests_alone(person):
    before = Person.objects.values("updated_at", "id_digest", "phone_digest").get()

    call_command("renew_encryption")

    assert Person.objects.values("updated_at", "id_digest", "phone_digest").get() == before
