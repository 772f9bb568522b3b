"""Look-ups that Django does not bring along."""

import json

from django.db.models import CharField, IntegerField, Lookup


@CharField.register_lookup
class Among(Lookup):
    """`field__among=[…]`: like `in`, but the list is one parameter, so it may be as long as a workbook."""

    lookup_name = "among"
    prepare_rhs = False
    array = "text[]"

    def as_sqlite(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        sql = f"{left} IN (SELECT value FROM json_each(%s))"  # noqa: S608 -- `left` is Django's own SQL
        return sql, [*params, json.dumps(list(self.rhs))]

    def as_sql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s::{self.array})", [*params, list(self.rhs)]


@IntegerField.register_lookup
class AmongNumbers(Among):
    """The same for numbers, and so for keys: `person__pk__among=[…]`."""

    array = "bigint[]"
