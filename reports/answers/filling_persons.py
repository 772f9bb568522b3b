"""Filling a sheet with a row for each person."""

from django.conf import settings

from core.permissions import Permission
from reports.answers.filling import as_text, fill_serials
from reports.answers.inserting import make_room
from reports.answers.items import SENSITIVE, WHO, person_items
from reports.answers.pen import TROUBLE_COLOUR
from reports.answers.persons import (
    MASKED,
    Who,
    find_people,
    people_of,
    shown_of,
    value_of,
    with_details,
)
from reports.answers.units import Trouble
from reports.figures import Column, FrozenList

NOBODY = "没有符合填报范围的人。"
NOBODY_ADVICE = "请放宽填报范围的类别、等级、年龄等条件，再回填。"
NO_FILTER = "表里没有写名单，填报范围也没有选“空表填入在册残疾人”。"
NO_FILTER_ADVICE = "请在“填报范围”里选上，并写明条件，再回填。"


class PersonFiller:
    """Fills sheets of persons for one answer, by the rights of who makes it."""

    def __init__(self, answer, subject, rights, places):
        self.answer, self.subject, self.rights, self.places = answer, subject, rights, places

    def __call__(self, table, outcome):
        given = bool(table.body.given)
        found, people = self._given(table) if given else self._asked(table)
        rows = sorted(people)
        outcome.rows += len(rows)
        outcome.persons += len(rows)
        fill_serials(table, rows)
        written = {row: [] for row in rows}
        titles = []
        for place, key in table.chosen.items():
            if key == "serial" or key not in person_items():
                continue
            titles.append(person_items()[key].title)
            self._fill(table, place, key, people=people, found=found, written=written)
            if key in SENSITIVE:
                outcome.keys.add(key)
                if key not in self.rights.full and not (given and key in WHO):
                    table.pen.mark(table.head.bottom, place, MASKED, TROUBLE_COLOUR)
        if rows:
            self._freeze(table, titles, [(people[row], written[row]) for row in rows], outcome.book)
        return table.finish(rows or table.body.given, outcome)

    def _given(self, table):
        whos = [who_of(table, row) for row in table.body.given]
        found, people = find_people(whos, self.rights), {}
        for who in whos:
            person = found.by_row[who.row]
            if isinstance(person, Trouble):
                place = table.key_place(*[key for key in WHO if getattr(who, key)])
                table.pen.trouble(who.row, place, person.message, person.advice)
            else:
                people[who.row] = person
        return found, people

    def _asked(self, table):
        options = self.answer.options
        place = table.key_place(*WHO)
        if not options.get("all_persons"):
            table.pen.trouble(table.head.bottom, place, NO_FILTER, NO_FILTER_ADVICE)
            return with_details([]), {}
        people = people_of(self.answer.unit, options, self.rights, today=self.subject.as_of)
        most = settings.IMPORT_EDITABLE_ROWS
        people = list(people[: most + 1])
        if len(people) > most:
            message = f"符合填报范围的超过 {most:,} 人，没有填写。"
            table.pen.trouble(table.head.bottom, place, message, "请按乡镇分几次填报，或缩小范围。")
            people = []
        elif not people:
            table.pen.trouble(table.head.bottom, place, NOBODY, NOBODY_ADVICE)
        rows = make_room(table, len(people))
        return with_details(people), dict(zip(rows, people, strict=True))

    def _fill(self, table, place, key, *, people, found, written):
        lacking = 0
        for row, person in sorted(people.items()):
            value = value_of(key, person, found=found, rights=self.rights, on=self.subject.as_of).value
            if value is None:
                lacking += table.pen.is_open(row, place)
                table.pen.lacking(row, place, "", listed=False)
                written[row].append("")
                continue
            if self._is_kept(table, row, place, key):
                table.pen.left += 1
                written[row].append("")
                continue
            done = table.pen.put(row, place, value)
            shown = shown_of(key, person, found=found, on=self.subject.as_of)
            written[row].append(as_text(shown) if done else "")
        if lacking:
            title = person_items()[key].title
            message = f"“{title}”有 {lacking} 人登记里没有，没有填写。"
            table.pen.trouble(table.head.bottom, place, message, "补登记以后再回填，或手工填写。")

    def _is_kept(self, table, row, place, key):
        """True if a number that stands there must not be covered by its own masked form."""
        return key in SENSITIVE and key not in self.rights.full and not table.pen.is_open(row, place)

    def _freeze(self, table, titles, rows, book):
        """Keep who was filled in with what; the figure counts them."""
        key = f"people.{table.number}"
        columns = [
            Column("id", "", shown=False),
            Column("person", "残疾人"),
            Column("unit", "单位"),
            *(Column(f"c{number}", title[:60]) for number, title in enumerate(titles)),
        ]
        units = self.places
        lines = [[person.pk, person.name, units.get(person.unit_id, ""), *texts] for person, texts in rows]
        label = f"填写的人：{table.name}"[:50]
        book.add_list(FrozenList(key, label, Permission.PERSON_VIEW, columns, lines))
        book.group(f"工作表“{table.name}”")
        book.count(key, f"“{table.name}”填写的人", of=key)


def who_of(table, row):
    """Return what a row says of whose it is."""
    return Who(row, **{key: table.own(row, key) for key in WHO}, village=table.seen(row, "village"))
