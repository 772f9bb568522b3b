"""The text of 月调度 and 季通报: how the year's assessment stands, who is ahead and behind, what to mend."""

from decimal import Decimal

from assessments.schemes.choices import Subject
from reports.narrative.problems import TOP
from reports.narrative.writing import Writer, plain

OWN = "本级残联"
MOVES = {"up": "上升", "same": "持平", "down": "下降"}


class Bulletin:
    """Writes the paragraphs of one bulletin from the figures of its standings."""

    def __init__(self, book, subject, standings):
        self.book, self.subject, self.standings = book, subject, standings
        self.writer = Writer(book)
        self.say = self.writer.say

    def quarterly(self):
        """Return the blocks of a 季通报."""
        self.writer.section("总体情况")
        for standing in self.standings:
            self.writer.paragraph(*self.overview(standing))
        self.writer.section("名次和等次")
        for standing in self.standings:
            self.writer.part(self.called(standing))
            self.writer.paragraph(*self.ranking(standing), self.grades(standing))
        self._losses("主要失分")
        self._demands()
        return self.writer.blocks

    def monthly(self):
        """Return the blocks of a 月调度."""
        self.writer.section("本月进度")
        for standing in self.standings:
            self.writer.paragraph(*self.overview(standing))
        self._losses("差在哪里")
        self.writer.section("本月调度事项")
        for standing in self.standings:
            self.writer.paragraph(*self.month_of(standing))
        return self.writer.blocks

    def is_itself(self, standing):
        """True if the only unit of the round is the one that reports; see `themselves`."""
        return standing.code == Subject.TOWNSHIP and self.subject.unit.is_township

    def called(self, standing):
        return OWN if self.is_itself(standing) else standing.name

    def overview(self, standing):
        """Return the sentences on how far a round is."""
        key = standing.key
        moved = [(name, key("move", move)) for move, name in MOVES.items()]
        moved = [entry for entry in moved if self.book.value(entry[1])]
        if self.is_itself(standing):
            since = f"，比上季末{moved[0][0]}" if moved else ""
            yield self.say(f"{OWN}目前得分{{{key('so_far')}}}，照目前进度预计{{{key('expected')}}}{since}。")
            return
        yield self.say(
            f"参加考核的{standing.name}{{{key('units')}}}，平均目前得分{{{key('so_far')}}}，"
            f"照目前进度预计{{{key('expected')}}}。"
        )
        if moved:
            each = self.writer.each(moved, joint="，", template="{name}的{figure}")
            yield self.say("与上季末相比，得分{each}。", each=each)

    def ranking(self, standing):
        """Return a sentence on those ahead and one on those behind, by what is expected."""
        rows = sorted(self.book.lists[standing.key()].rows, key=lambda row: (-Decimal(row[6]), row[3]))
        if self.is_itself(standing):
            return [None, None]
        if len(rows) < 2 * TOP:
            return [self.say("预计得分依次为：{each}。", each=self._named(standing, rows)), None]
        return [
            self.say("预计得分居前的是{each}。", each=self._named(standing, rows[:TOP])),
            self.say("预计得分靠后的是{each}。", each=self._named(standing, rows[-TOP:])),
        ]

    def _named(self, standing, rows):
        entries = [
            (
                row[1] if row[2] in ("", row[1]) or self.subject.unit.is_township else f"{row[2]}{row[1]}",
                standing.key("expected", row[0]),
            )
            for row in rows
        ]
        return self.writer.each(entries, template="{name}（{figure}）")

    def grades(self, standing):
        """Return a sentence on the grades that the expected points would come to; None without grades."""
        entries = [
            (f"“{band.name}”", standing.key("grade", number)) for number, band in enumerate(standing.grades)
        ]
        entries = [entry for entry in entries if self.book.value(entry[1])]
        if self.is_itself(standing):
            as_well = f"，为{entries[0][0]}等次" if entries else ""
            return self.say(f"预计得分{{{standing.key('expected')}}}{as_well}。")
        return self.say("按预计得分，{each}。", each=self.writer.each(entries)) if entries else None

    def month_of(self, standing):
        """Return the sentences on this month: what is due, and who is behind."""
        due, behind = self.due(standing), self.ranking(standing)[1]
        if due is None:
            none = f"{self.subject.as_of.month}月没有到期的失分，" if standing.has_losses else ""
            behind = behind or self.say(f"照目前进度预计得分{{{standing.key('expected')}}}。")
            behind = plain(f"{self.called(standing)}{none}") + behind
        return due, behind

    def due(self, standing):
        """Return a sentence on what has to be mended in this month; None where nothing is or is known."""
        if not standing.has_losses:
            return None
        parts = (("due", "到期、尚可补回的失分", "逐项落实"), ("due_open", "到期、尚未填报的", "抓紧填报"))
        found = [(key, words, act) for key, words, act in parts if self._counts(standing, key)]
        if not found:
            return None
        told = "，".join(f"{words}{{{standing.key(key)}}}" for key, words, _ in found)
        acts = "，".join(f"请{act}" if not number else act for number, (*_, act) in enumerate(found))
        return self.say(f"{self.called(standing)}{self.subject.as_of.month}月{told}，{acts}。")

    def _counts(self, standing, *key):
        return Decimal(self.book.value(standing.key(*key)))

    def _losses(self, title):
        told = [standing for standing in self.standings if standing.has_losses]
        if not told:
            return
        self.writer.section(title)
        for standing in told:
            self.writer.paragraph(self.lost(standing), self.costliest(standing), *self.unfilled(standing))

    def lost(self, standing):
        """Return a sentence on what is judged lost."""
        if self._counts(standing, "lost"):
            return self.say(
                f"{self.called(standing)}已判定的失分{{{standing.key('lost', 'times')}}}、"
                f"{{{standing.key('lost')}}}。"
            )
        return self.say(
            f"{self.called(standing)}目前没有判定的失分，{'' if self.is_itself(standing) else '平均'}"
            f"得分{{{standing.key('so_far')}}}。"
        )

    def costliest(self, standing):
        """Return a sentence on the items that cost most; None where nothing is judged lost."""
        return self._items(standing, "item", "失分较多的是：{each}。")

    def unfilled(self, standing):
        """Return the sentences on what nobody has filled in: it is no loss until it is judged."""
        if not self._counts(standing, "open"):
            return []
        begun = "另有" if self._counts(standing, "lost") else ""
        return [
            self.say(
                f"{begun}尚未填报的{{{standing.key('open')}}}、{{{standing.key('open', 'points')}}}，"
                "填报后按实际情况计分，现在不算失分。"
            ),
            self._items(standing, "item_open", "尚未填报较多的是：{each}。"),
        ]

    def _items(self, standing, kind, template):
        """Return a sentence naming the items of most points; None where there are none."""
        entries = [(self._counts(standing, kind, item.lineage), item) for item in standing.items]
        entries = sorted((one for one in entries if one[0]), key=lambda one: -one[0])
        if not entries:
            return None
        phrase = []
        for number, (_, item) in enumerate(entries[:TOP]):
            points, units = standing.key(kind, item.lineage), standing.key(kind, item.lineage, "units")
            phrase += plain("；" if number else "")
            where = "" if self.is_itself(standing) else f"{{{units}}}单位，"
            phrase += self.say(f"{{name}}（{where}{{{points}}}）", name=plain(item.name))
        return self.say(template, each=phrase)

    def _demands(self):
        self.writer.section("下一步要求")
        for standing in self.standings:
            self.writer.paragraph(self._demand(standing))

    def _demand(self, standing):
        called, asked = self.called(standing), []
        if standing.has_losses and self._counts(standing, "open"):
            asked.append(f"对尚未填报的{{{standing.key('open')}}}抓紧填报")
        if standing.has_losses and self._counts(standing, "lost"):
            asked.append(f"对已经扣分的{{{standing.key('lost', 'times')}}}逐项整改，能补回的在期限前补齐佐证")
        if asked:
            return self.say(f"{called}{'，'.join(asked)}。")
        own = (
            f"目前得分{{{standing.key('so_far')}}}，"
            if self.is_itself(standing)
            else f"{{{standing.key('units')}}}"
        )
        if standing.has_losses:
            return self.say(f"{called}{own}继续保持，力争全年达到目标。")
        return self.say(f"{called}{own}对照失分逐项整改，力争全年达到目标。")
