"""One way of bringing a roster into the register, in a process of its own; `bench/import.py` calls it.

ours    the page's own jobs: upload, plan and keep the preview, plan again and apply, then take back
floor   calamine, and the raw cells by COPY (PostgreSQL) or `executemany` (SQLite) into the same two tables
plain   a django-import-export ModelResource on `Person`, tried first and then written, as its admin does it
"""

import io
import json
import sys

from measuring import Stopwatch, use_django


def main(way, path, rows):
    """Bring in the roster `path`, at most `rows` of it, and print what it cost as JSON."""
    use_django()
    print(json.dumps({"ours": ours, "floor": floor, "plain": plain}[way](path, rows)))


def ours(path, rows):
    """Go the way of the pages, with the same services and the same jobs."""
    from django.core.files import File

    from accounts.models import User
    from core.jobs import run_job
    from orgs.models import Unit
    from registry.imports import batches
    from registry.models import Certificate, ImportBatch, Person

    user = User.objects.create_superuser("bench")
    unit = Unit.objects.order_by("path").first()
    watch, steps = Stopwatch(), {}
    with open(path, "rb") as file:
        batch = batches.upload(File(file, name="roster.xlsx"), by=user, unit=unit)
    run_job.call(batch.plan_job.pk)
    batch = ImportBatch.objects.get(pk=batch.pk)
    steps["plan"] = watch.read()
    batch = batches.request_apply(batch, by=user, is_partial=False)
    run_job.call(batch.apply_job.pk)
    whole = watch.read()
    steps["apply"] = {name: round(whole[name] - steps["plan"][name], 2) for name in whole}
    _demand(Person.objects.count() == Certificate.objects.count() == rows, "not every row was written")
    batch, watch = ImportBatch.objects.get(pk=batch.pk), Stopwatch()
    batch = batches.request_undo(batch, by=user)
    run_job.call(batch.undo_job.pk)
    steps["undo"] = watch.read()
    _demand(not Person.objects.exists(), "not every row was taken back")
    return whole | {"steps": steps}


def floor(path, rows):
    """Read the cells and write them as they are: nothing checked, nothing encrypted, nothing to take back."""
    from django.db import connection, transaction
    from python_calamine import CalamineWorkbook

    from orgs.models import Unit
    from registry.models import Certificate, Person

    villages = {
        (unit.parent.name, unit.name): unit for unit in Unit.objects.select_related("parent").grassroots()
    }
    watch = Stopwatch()
    table = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    people = [_person(key, row, villages[row[7], row[8]]) for key, row in enumerate(table, start=1)]
    cards = [_card(key, row) for key, row in enumerate(table, start=1)]
    write = _copy if connection.vendor == "postgresql" else _execute_many
    with transaction.atomic():
        write(Person, people)
        write(Certificate, cards)
    spent = watch.read()
    _demand(Person.objects.count() == Certificate.objects.count() == rows, "not every row was written")
    return spent


def _person(key, row, unit):
    number = row[3]
    return {
        "id": key,
        "created_at": "2026-01-01 00:00:00+00:00",
        "updated_at": "2026-01-01 00:00:00+00:00",
        "name": row[1],
        "sex": row[2],
        "birth_date": f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
        "id_number": number,
        "id_digest": number,
        "phone": row[9],
        "phone_digest": row[9],
        "unit_id": unit.pk,
        "unit_path": unit.path,
        "hukou": row[10],
        "subsistence": row[11],
        "category": row[5][:1],
        "grade": row[6][:1],
        "card_digest": row[4],
    }


def _card(key, row):
    return {
        "id": key,
        "created_at": "2026-01-01 00:00:00+00:00",
        "updated_at": "2026-01-01 00:00:00+00:00",
        "person_id": key,
        "number": row[4],
        "number_digest": row[4],
        "category": row[5][:1],
        "grade": row[6][:1],
        "issued_on": str(row[12]),
        "state": "valid",
        "is_current": True,
    }


def _rows_of(model, things):
    """Return the names of all columns of the table, and the values of each row in this order."""
    fields = model._meta.concrete_fields
    blank = {field.column: None if field.null else "" for field in fields}
    columns = list(blank)
    return columns, [[row[column] for column in columns] for row in ({**blank, **thing} for thing in things)]


def _execute_many(model, things):
    from django.db import connection

    columns, rows = _rows_of(model, things)
    places = ", ".join(["?"] * len(columns))
    sql = f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.connection.executemany(sql, rows)


def _copy(model, things):
    from django.db import connection

    columns, rows = _rows_of(model, things)
    lines = io.StringIO(
        "".join("\t".join("\\N" if v is None else str(v) for v in row) + "\n" for row in rows)
    )
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN", lines)


def plain(path, rows):
    """Let django-import-export try and then write the first `rows` rows."""
    from import_export import fields, resources, widgets
    from import_export.formats.base_formats import XLSX

    from core.encryption import digest
    from orgs.models import Unit
    from registry.choices import Category, Grade, Hukou, Sex
    from registry.identity import birth_date_of
    from registry.models import Person

    class VillageWidget(widgets.ForeignKeyWidget):
        def get_queryset(self, value, row, *args, **kwargs):
            return super().get_queryset(value, row).filter(parent__name=row["乡镇"])

    class Chosen(widgets.CharWidget):
        def __init__(self, choices):
            super().__init__()
            self.values = {label: value for value, label in choices.choices}

        def clean(self, value, row=None, **kwargs):
            return self.values.get(value, value)

    class Reckoned(widgets.Widget):
        def __init__(self, reckon):
            super().__init__()
            self.clean = lambda value, row=None, **kwargs: reckon(value)

    class PersonResource(resources.ModelResource):
        name = fields.Field("name", "姓名")
        sex = fields.Field("sex", "性别", Chosen(Sex))
        id_number = fields.Field("id_number", "身份证号")
        id_digest = fields.Field("id_digest", "身份证号", Reckoned(digest))
        birth_date = fields.Field("birth_date", "身份证号", Reckoned(birth_date_of))
        category = fields.Field("category", "残疾类别", Chosen(Category))
        grade = fields.Field("grade", "残疾等级", Chosen(Grade))
        unit = fields.Field("unit", "村(社区)", VillageWidget(Unit, "name"))
        phone = fields.Field("phone", "联系电话")
        hukou = fields.Field("hukou", "户口性质", Chosen(Hukou))

        class Meta:
            model = Person
            import_id_fields = ("id_digest",)
            clean_model_instances = True

    watch = Stopwatch()
    with open(path, "rb") as file:
        data = XLSX().create_dataset(file.read())
    reading = watch.read()
    part, watch = data[:rows], Stopwatch()
    chosen = type(data)(*part, headers=data.headers)
    tried = PersonResource().import_data(chosen, dry_run=True, raise_errors=True)
    _demand(not tried.has_validation_errors(), "rows were refused")
    trying, watch = watch.read(), Stopwatch()
    PersonResource().import_data(chosen, dry_run=False, raise_errors=True)
    _demand(Person.objects.count() == rows, "not every row was written")
    return {"reading": reading, "trying": trying, "writing": watch.read()}


def _demand(is_so, otherwise):
    if not is_so:
        sys.exit(otherwise)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
