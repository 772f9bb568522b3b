"""Filling a sheet with a row for each person: of the register, or in post."""

from collections import Counter

from django.conf import settings

from reports.answers.filling import as_text, fill_serials
from reports.answers.inserting import make_room
from reports.answers.items import SENSITIVE, WHO
from reports.answers.pen import TROUBLE_COLOUR
from reports.answers.people import MASKED, Who
from reports.answers.units import Trouble
from reports.figures import Column, FrozenList

BY = (*WHO, "village", "township")  # what a row may be known by
LACKING = "登记里没有"


class PeopleFiller:
    """Fills sheets about one sort of people for one answer; the roster knows who they are."""

    def __init__(self, answer, roster, places):
        self.answer, self.roster, self.places = answer, roster, places

    def __call__(self, table, outcome):
        given = bool(table.body.given)
        people = self._given(table) if given else self._asked(table)
        rows = sorted(people)
        outcome.rows += len(rows)
        outcome.persons += len(rows)
        fill_serials(table, rows)
        written, titles, keys = {row: [] for row in rows}, [], set()
        for place, key in table.chosen.items():
            if key == "serial" or key not in self.roster.items:
                continue
            titles.append(self.roster.items[key].title)
            keys.add(key)
            self._fill(table, place, key, people=people, written=written)
            if key in SENSITIVE and key not in self.roster.rights.full and not (given and key in WHO):
                table.pen.mark(table.head.bottom, place, MASKED, TROUBLE_COLOUR)
        outcome.needs |= self.roster.rights.needs(keys)
        if rows:
            self._freeze(table, titles, [(people[row], written[row]) for row in rows], outcome.book)
        return table.finish(rows or table.body.given, outcome)

    def _given(self, table):
        """Return {row: holder} of the rows that name somebody; the others are marked."""
        whos = [who_of(table, row) for row in table.body.given]
        found, people = self.roster.find(whos), {}
        for who in whos:
            holder = found[who.row]
            if isinstance(holder, Trouble):
                place = table.key_place(*[key for key in BY if getattr(who, key)])
                table.pen.trouble(who.row, place, holder.message, holder.advice)
            else:
                people[who.row] = holder
        self._tell_twice(table, people)
        if self.roster.left_over:
            message = f"{'、'.join(self.roster.left_over)}在岗，表里没有行可填。"
            place = table.key_place("village", "township", *WHO)
            table.pen.trouble(table.head.bottom, place, message, "请在原表里加行，再回填。")
        return people

    def _tell_twice(self, table, people):
        """Mark rows that name somebody a second time; they are filled alike."""
        seen = {}
        for row, holder in people.items():
            first = seen.setdefault(holder.pk, row)
            if first != row:
                message = f"与第 {first} 行是同一个人，两行填的内容相同。"
                table.pen.trouble(row, table.key_place(*WHO), message, "请核对，不要重复上报。")

    def _asked(self, table):
        """Put those asked for into a form that names nobody: {row: holder}."""
        place, most = table.key_place(*WHO), settings.IMPORT_EDITABLE_ROWS
        found = self.roster.asked(self.answer.options, most + 1)
        trouble = None
        if isinstance(found, Trouble):
            trouble = found
        elif len(found) > most:
            trouble = Trouble(
                f"符合填报范围的超过 {most:,} 人，没有填写。", "请按乡镇分几次填报，或缩小范围。"
            )
        elif not found:
            trouble = Trouble(self.roster.none_there, self.roster.none_there_advice)
        if trouble is not None:
            table.pen.trouble(table.head.bottom, place, trouble.message, trouble.advice)
            return {}
        return dict(zip(make_room(table, len(found)), found, strict=True))

    def _fill(self, table, place, key, *, people, written):
        lacking = Counter()
        for row, holder in sorted(people.items()):
            own = self.roster.value(key, holder)
            if own.value in (None, "") or self._is_kept(table, row, place, key):
                written[row].append("")
                if own.value is None:
                    lacking[own.why or LACKING] += table.pen.is_open(row, place)
                    table.pen.lacking(row, place, own.why, listed=False)
                table.pen.left += bool(own.value)
                continue
            done = table.pen.put(row, place, own.value)
            written[row].append(as_text(self.roster.shown(key, holder)) if done else "")
        title = self.roster.items[key].title
        for why, number in lacking.items():
            if number:
                message = f"“{title}”有 {number} 人没有填写：{why.removesuffix('。')}。"
                table.pen.trouble(table.head.bottom, place, message, "补登记以后再回填，或手工填写。")

    def _is_kept(self, table, row, place, key):
        """True if a number that stands there must not be covered by its own masked form."""
        is_masked = key in SENSITIVE and key not in self.roster.rights.full
        return is_masked and not table.pen.is_open(row, place)

    def _freeze(self, table, titles, rows, book):
        """Keep who was filled in with what; the figure counts them."""
        key = f"people.{table.number}"
        columns = [
            Column("id", "", shown=False),
            Column("person", self.roster.noun),
            Column("unit", "单位"),
            *(Column(f"c{number}", title[:60]) for number, title in enumerate(titles)),
        ]
        lines = []
        for holder, texts in rows:
            person, unit = self.roster.person_of(holder)
            lines.append([person.pk, person.name, self.places.get(unit, ""), *texts])
        label = f"填写的人：{table.name}"[:50]
        book.add_list(FrozenList(key, label, self.roster.rows_permission, columns, lines))
        book.group(f"工作表“{table.name}”")
        book.count(key, f"“{table.name}”填写的人", of=key)


def who_of(table, row):
    """Return what a row says of whose it is."""
    seen = {key: table.seen(row, key) for key in ("township", "village")}
    return Who(row, **{key: table.own(row, key) for key in WHO}, **seen)
