import os

import pytest
from django.core.management import call_command

from orgs.models import Unit
from tests.factories import CountyFactory


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    """A folder of its own for what the program writes, and one style sheet to collect."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("p { color: green }")
    settings.STATICFILES_DIRS = [source]
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path


def prepare(capsys, **options):
    call_command("prepare", **options)
    return capsys.readouterr().out


def test_collects_static_files(var, capsys):
    prepare(capsys, no_demo=True)

    assert (var / "static/page.css").exists()


def test_does_nothing_when_there_is_nothing_to_do(capsys):
    prepare(capsys, no_demo=True)

    assert prepare(capsys, no_demo=True) == ""


def test_collects_again_when_a_file_has_changed(var, capsys):
    prepare(capsys, no_demo=True)
    changed = var / "source/page.css"
    changed.write_text("p { color: darkgreen }")
    os.utime(changed, (changed.stat().st_atime, changed.stat().st_mtime + 10))  # Django compares seconds

    assert "整理静态文件" in prepare(capsys, no_demo=True)
    assert "darkgreen" in (var / "static/page.css").read_text()


def test_loads_no_demo_where_there_are_units(capsys):
    CountyFactory()

    prepare(capsys)

    assert Unit.objects.count() == 1


def test_loads_no_demo_where_none_is_wanted(capsys):
    prepare(capsys, no_demo=True)

    assert not Unit.objects.exists()
