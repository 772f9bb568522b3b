"""No table may name a unit without saying what becomes of its rows when the unit changes."""

from django.apps import apps

from orgs.changes.followers import FOLLOWERS
from orgs.models import Unit

OF_THE_CHANGE = {"UnitPast", "UnitChange", "UnitChangePart", "UnitChangeMove"}
SEALED = {
    "accounts.AuditEntry.unit_path",  # what was written into the log stays as it was written
    "accounts.ExportRequest.path",  # the address of a page
}


def names_of_units():
    """Yield (table.column, is a copy of a path) for everything that names a unit."""
    for model in apps.get_models():
        if model is Unit or model.__name__ in OF_THE_CHANGE:
            continue
        for field in model._meta.concrete_fields:
            if field.related_model is Unit:
                yield f"{model._meta.label}.{field.name}", False
            elif field.name in ("unit_path", "path"):
                yield f"{model._meta.label}.{field.name}", True


def test_every_column_that_names_a_unit_has_a_rule():
    ruled = {follower.key for follower in FOLLOWERS}

    assert {name for name, is_path in names_of_units() if not is_path} == {
        key for key in ruled if not key.endswith("path")
    }


def test_every_copy_of_a_path_moves_with_its_unit():
    copies = {f"{follower.model}.{follower.path}" for follower in FOLLOWERS if follower.path}

    assert {name for name, is_path in names_of_units() if is_path} == copies | SEALED
