"""Rows follow their person: who moves takes it along, who leaves the unit takes it out of sight."""

from django.db.models import F

from registry.models import ComparisonRow


def follow_people(people, *, by, at):
    """Bring the place of the rows of persons who have been written up to date. Two queries."""
    rows = ComparisonRow.objects.filter(person__in=people.order_by().values("pk"))
    moved = list(rows.exclude(unit=F("person__unit")).select_related("person", "comparison__unit"))
    for row in moved:
        row.unit_id = row.person.unit_id
        stays = row.person.unit_path.startswith(row.comparison.unit.path)
        row.path = row.person.unit_path if stays else ""
    ComparisonRow.objects.bulk_update(moved, ["unit", "path"], batch_size=500)
