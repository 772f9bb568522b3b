"""The bodies of every unit, the term in office and the one before, with who sits there."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from core import bulk
from orgs.boards.defaults import DEPARTMENTS, GOVERNMENT_COMMITTEE, kinds_at
from orgs.boards.kinds import posts_as_json
from orgs.boards.models import Board, MemberDepartment, Seat, Term
from orgs.boards.services.terms import last_day_of
from orgs.models import Unit
from registry.boards.demo.people import Cast, disabled_by_unit

DAY = timedelta(days=1)
# How many days ago the terms of a township began: most are well within, some run out, a few have run out.
BEGAN = (300,) * 4 + (700,) * 6 + (1100,) * 7 + (1500,) * 5 + (1670,) * 2 + (1745,) * 2 + (1800, 1835)
COUNTY_BEGAN = 1240
EARLIER_YEARS = 3
VACANT_SHARE = 0.04
WORK = {
    ("village_association", "chair"): "村（社区）党支部书记",
    ("village_association", "deputy"): "村（居）委会委员",
    ("township_federation", "chair"): "乡镇（街道）分管领导",
    ("township_federation", "director"): "社会事务中心主任",
    ("township_federation", "member"): "乡镇（街道）干部",
    ("council", "director"): "县残联理事长",
}
APPOINTED = {
    ("township_federation", "director"),
    ("council", "director"),
}  # by a document of the party committee
NO_DOCUMENT_SHARE = 0.03
RELATED = {"member": ("disabled", "relative", "none")}


@transaction.atomic
def make_boards(county, *, rng, at, by):
    """Write boards, terms and seats for all units of `county`; return how many seats are held now."""
    loader = _Loader(county, rng=rng, at=at)
    units = Unit.objects.below(county).current().select_related("parent").in_tree_order()
    for unit in units:
        for kind in kinds_at(unit.level):
            loader.add(unit, kind)
    return loader.write()


class _Loader:
    def __init__(self, county, *, rng, at):
        self._rng, self._at, self._today = rng, at, timezone.localdate(at)
        self._county, self._cast = county, Cast(rng)
        self._disabled = disabled_by_unit(county)
        townships = [u.path for u in Unit.objects.below(county).current().townships().in_tree_order()]
        ages = [BEGAN[place % len(BEGAN)] for place in range(len(townships))]
        rng.shuffle(ages)
        self._began = dict(zip(townships, ages, strict=True))
        self._board, self._term, self._seat = (bulk.maker(model) for model in (Board, Term, Seat))
        self._boards, self._terms, self._seats = [], [], []
        self._departments = self._make_departments()

    def _make_departments(self):
        since = self._today - timedelta(days=COUNTY_BEGAN)
        rows = [
            MemberDepartment(unit=self._county, name=name, duties=duties, order=number * 10, since=since)
            for number, (name, duties) in enumerate(DEPARTMENTS, 1)
        ]
        return MemberDepartment.objects.bulk_create(rows)

    def add(self, unit, kind):
        """Make a body of a unit with two terms: one that is over, and one in office."""
        board = self._board(unit=unit, kind=kind.code, name=kind.name_at(unit))
        self._boards.append(board)
        start = self._start_of(unit)
        before = date(start.year - EARLIER_YEARS, start.month, start.day)
        self._add_term(board, kind, 2, before, years=EARLIER_YEARS, ended_on=start - DAY)
        self._add_term(board, kind, 3, start, years=kind.years)

    def _start_of(self, unit):
        days = next((ago for path, ago in self._began.items() if unit.path.startswith(path)), COUNTY_BEGAN)
        start = self._today - timedelta(days=days + self._rng.randint(0, 12))
        return start.replace(day=min(start.day, 28))

    def _add_term(self, board, kind, number, starts_on, *, years, ended_on=None):
        posts = [self._sized(post) for post in kind.posts]
        term = self._term(
            board=board, number=number, years=years, starts_on=starts_on, ended_on=ended_on,
            ends_on=last_day_of(starts_on, years), posts=posts_as_json(posts),
            due=sum(post.number for post in posts), basis="",
        )  # fmt: skip
        self._terms.append(term)
        own = list(self._disabled.get(board.unit.path, ())) if ended_on is None else []
        taken = set()
        for order, post in enumerate(posts):
            if ended_on and not (post.is_head or (kind.code, post.code) in APPOINTED):
                continue  # of the past those who lead are enough
            for place in range(post.number):
                if ended_on is None and not post.is_head and self._rng.random() < VACANT_SHARE:
                    continue
                self._add_seat(term, kind, order, post, place=place, own=own, taken=taken)

    def _sized(self, post):
        if not post.of_departments:
            return post
        return type(post)(**{**post.__dict__, "number": len(self._departments)})

    def _add_seat(self, term, kind, order, post, *, place, own, taken):
        person = self._person(kind, post, place, own)
        while (person["name"], person["birth_date"]) in taken:
            person = self._cast.somebody(tie=person["tie"], work=person.get("work", ""))
        taken.add((person["name"], person["birth_date"]))
        department = self._departments[place] if post.of_departments else None
        self._seats.append(
            self._seat(
                term=term, post_code=post.code, post_name=post.name, order=order, since=term.starts_on,
                until=term.ended_on, reason="换届" if term.ended_on else "", department=department,
                document=self._document(kind, post, term), **person,
            )
        )  # fmt: skip

    def _document(self, kind, post, term):
        if (kind.code, post.code) not in APPOINTED or self._rng.random() < NO_DOCUMENT_SHARE:
            return ""
        return f"会组发〔{term.starts_on.year}〕{self._rng.randint(3, 90)} 号"

    def _person(self, kind, post, place, own):
        work = WORK.get((kind.code, post.code), "")
        if kind.code == "village_association" and post.code == "member" and own:
            return own.pop()
        if kind.code == GOVERNMENT_COMMITTEE:
            where = self._departments[place].name if post.of_departments else f"{self._county.name}人民政府"
            return self._cast.somebody(cadre=True, work=f"{where}分管领导")
        tie = {"must": "disabled", "related": "relative"}.get(post.disabled)
        return self._cast.somebody(
            tie=tie or self._rng.choice(RELATED.get(post.code, ("none",))), work=work, cadre=bool(work)
        )

    def write(self):
        """Write everything and return the number of seats held now."""
        for rows in (self._boards, self._terms, self._seats):
            for row in rows:
                for name in ("board", "term"):
                    if (other := row.__dict__["_state"].fields_cache.get(name)) is not None:
                        setattr(row, f"{name}_id", other.pk)
            bulk.insert(rows, at=self._at)
        return sum(seat.until is None for seat in self._seats)
