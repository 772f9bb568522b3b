"""Who disappeared: persons on the register in the villages of a file, whom the file does not name."""

from core import bulk
from registry.models import ImportAbsence, Person


def find_absent(entries, persons, scope):
    """Return (person's pk, row of a namesake or None) of everybody who is missing, and the villages covered.

    A village is covered when a row names it, or somebody who is registered there. Whoever has a namesake in
    the same village whose number is unsound may be that row. One query.

    :param persons: digest of the ID number → person, for those rows that are registered.
    """
    present = {entry.id_digest for entry in entries if entry.id_digest}
    covered = {entry.facts["unit"].pk for entry in entries if "unit" in entry.facts}
    covered |= {person.unit_id for digest, person in persons.items() if digest in present}
    doubtful = {
        (entry.name, entry.facts["unit"].pk): entry.row
        for entry in entries
        if not entry.id_digest and "unit" in entry.facts
    }
    people = Person.objects.within(scope).active().filter(unit__in=covered)
    rows = people.order_by("unit_path", "pinyin", "pk").values_list("pk", "id_digest", "name", "unit_id")
    absent = [(pk, doubtful.get((name, unit))) for pk, digest, name, unit in rows if digest not in present]
    return absent, covered


def replace_absences(batch, plan):
    """Write down whom the file leaves out, in the place of what was noted before."""
    batch.absences.all()._raw_delete(batch.absences.db)  # nothing refers to them
    bulk.insert(
        [ImportAbsence(batch=batch, person_id=pk, namesake_row=row) for pk, row in plan.absent], at=None
    )
