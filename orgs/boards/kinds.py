"""Kinds of bodies as plain data: at which levels they stand, how long a term is, which seats they have."""

from dataclasses import asdict, dataclass, replace

from orgs.boards.choices import Asked, Tie


@dataclass(frozen=True)
class Post:
    """An office in a body and how many hold it. With `of_departments` each department fills one."""

    code: str
    name: str
    number: int
    is_head: bool = False
    disabled: str = ""
    of_departments: bool = False

    def tie_problem(self, tie):
        """Return in words why somebody with this tie may not hold it; None if they may."""
        if self.disabled == Asked.MUST and tie != Tie.DISABLED:
            return f"“{self.name}”须由残疾人担任。"
        if self.disabled == Asked.RELATED and tie == Tie.NONE:
            return f"“{self.name}”须由残疾人或残疾人亲友担任。"
        return None


@dataclass(frozen=True)
class BodyKind:
    """A kind of body. `source` says where its seats and years come from."""

    code: str
    name: str
    short: str
    levels: tuple[str, ...]
    years: int
    elected: bool
    source: str
    posts: tuple[Post, ...]

    def name_at(self, unit):
        """Return the full name of this body at a unit: 会宁县盲人协会, 南什村残疾人协会."""
        if unit.is_township:
            return f"{unit.name}残联主席团"
        return f"{unit.name}{self.name}"

    def adapted(self, plan):
        """Return this kind with the years and numbers of seats that a county has set in `plan`."""
        numbers = plan["numbers"]
        posts = tuple(replace(post, number=numbers.get(post.code, post.number)) for post in self.posts)
        return replace(self, years=plan["years"], posts=posts)

    @property
    def plan(self):
        """Return years and numbers of seats as plain values: what a county may set."""
        return {"years": self.years, "numbers": {post.code: post.number for post in self.posts}}


def posts_as_json(posts):
    """Return the posts as plain values for a JSON column."""
    return [asdict(post) for post in posts]


def posts_from_json(rows):
    """Return the posts that `posts_as_json` gave."""
    return tuple(Post(**row) for row in rows)
