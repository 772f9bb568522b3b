"""What `manage.py demo` refuses in an empty database; nothing is left half-loaded."""

import pytest
from django.core.management import CommandError, call_command

from accounts.demo import accounts_file
from accounts.models import User
from orgs.models import Unit


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.DEMO_PASSWORD = ""


def test_refuses_a_demo_password_that_breaks_the_rules(settings):
    settings.DEMO_PASSWORD = "weak"

    with pytest.raises(CommandError, match="DEMO_PASSWORD"):
        call_command("demo", persons=5)

    assert not Unit.objects.exists()
    assert not User.objects.exists()
    assert not accounts_file().exists()


def test_leaves_nothing_behind_when_the_accounts_cannot_be_kept(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "file"
    settings.VAR_DIR.write_text("where the folder should be")

    with pytest.raises(OSError, match="file"):
        call_command("demo", persons=5)

    assert not Unit.objects.exists()
    assert not User.objects.exists()


def test_refuses_a_number_of_persons_below_zero():
    with pytest.raises(CommandError, match="--persons"):
        call_command("demo", persons=-1)

    assert not Unit.objects.exists()
