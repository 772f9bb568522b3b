"""Cutting a list into pages; a bad page number gives the nearest real page."""

from django.core.paginator import Paginator
from django.db.models import ForeignKey, QuerySet

PAGE_SIZES = (20, 50, 100, 200)
DEFAULT_SIZE = 50


class LatePaginator(Paginator):
    """Cuts the page out of the keys, which an index holds, and only then fetches the rows themselves.

    A page far down a long list otherwise costs the reading of every row before it.
    """

    def page(self, number):
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = list(self.object_list.values_list("pk", flat=True)[first : first + self.per_page])
        return self._get_page(_unconditional(self.object_list).filter(pk__in=keys), number, self)


def _unconditional(rows):
    """Return the queryset without its conditions, for rows whose keys have been found under them already.

    SQLite would otherwise rather walk through a whole place than look up fifty keys. Where conditions may
    decide on more than which rows there are – what is joined to them and counted – they stay.
    """
    query = rows.query
    joined = [join.join_field for join in query.alias_map.values() if hasattr(join, "join_field")]
    is_plain = query.group_by is None and not (query.distinct or query.combinator or query.extra_tables)
    if not is_plain or not all(isinstance(field, ForeignKey) for field in joined):
        return rows
    rows = rows.all()
    rows.query.where = rows.query.where.create()
    return rows


def first_of(rows, count):
    """Return the first `count` rows of an ordered queryset as a list. Two queries.

    Their keys are looked for alone, which an index may answer, and only theirs are the rows that are read: a
    name is looked for in all rows of a place, and reading them whole costs most of it.
    """
    keys = list(rows.values_list("pk", flat=True)[:count])
    if not keys:
        return []
    found = {row.pk: row for row in _unconditional(rows).order_by().filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def page_of(rows, request, *, size=DEFAULT_SIZE):
    """Return the page of the queryset or list `rows` named by `?page=` with `?size=` rows on it.

    Nonsense in either is ignored. The page carries `sizes`, the sizes on offer.
    """
    asked = request.GET.get("size", "")
    if asked.isascii() and asked.isdigit() and int(asked) in PAGE_SIZES:
        size = int(asked)
    paginator = LatePaginator if isinstance(rows, QuerySet) else Paginator
    page = paginator(rows, size).get_page(request.GET.get("page"))
    page.sizes = PAGE_SIZES
    return page


def ordering_of(request, choices, default):
    """Return the `order_by` fields for `?sort=`, where `choices` maps a public key to a tuple of fields.

    A leading `-` turns the order round; an unknown key gives `default`.
    """
    asked = request.GET.get("sort", "")
    fields = choices.get(asked.removeprefix("-"))
    if not fields:
        return default
    return [_turned(field) for field in fields] if asked.startswith("-") else list(fields)


def _turned(field):
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"
