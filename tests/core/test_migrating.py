"""A new database gets all tables at once, and the same ones an old database came to step by step."""

import pytest
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner

pytestmark = pytest.mark.once


def after_every_step():
    return MigrationLoader(None, replace_migrations=False)


def of_a_new_database():
    return MigrationLoader(None)


def test_both_ways_lead_to_the_same_tables():
    squashed = {key: one for key, one in of_a_new_database().disk_migrations.items() if one.replaces}
    old = after_every_step().project_state([one.replaces[-1] for one in squashed.values()])
    new = of_a_new_database().project_state(list(squashed))

    changes = MigrationAutodetector(old, new, NonInteractiveMigrationQuestioner())._detect_changes()

    apps = {app for app, _ in squashed}
    assert apps == {"orgs", "registry", "staff", "assessments"}
    assert not apps & changes.keys()  # what the others have meanwhile added does not belong to either way
    assert {key for key in old.models if key[0] in apps} == {key for key in new.models if key[0] in apps}


def test_a_new_database_leaves_the_steps_out():
    nodes = of_a_new_database().graph.nodes

    assert ("registry", "0001_squashed_0027_tables") in nodes
    assert ("registry", "0010_survey") not in nodes


def test_a_database_that_took_every_step_has_nothing_left_to_do():
    executor = MigrationExecutor(connection)
    recorder = executor.recorder
    recorder.migration_qs.filter(app__in=["orgs", "registry", "staff", "assessments"]).delete()
    for app, name in after_every_step().graph.nodes:
        if (app, name) not in recorder.applied_migrations() and "_squashed_" not in name:
            recorder.record_applied(app, name)

    executor.loader.build_graph()

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
