"""Counting: do the ballots add up, was the vote valid, who is elected and why. Pure, no database.

SEED3 for quorum and majority; 《村民委员会组织法》第十五条 for what follows when too few reach it, when too
many do, and when votes are equal.
"""

from dataclasses import dataclass

from orgs.elections.choices import Contest
from orgs.elections.plan import OF


@dataclass(frozen=True)
class Count:
    """The ballots of one vote, in pieces: one for each who took part."""

    electors: int
    issued: int
    recovered: int
    valid: int
    invalid: int


@dataclass(frozen=True)
class Race:
    """The seats of one office that are voted on: how many, in which kind of vote, and each one's votes."""

    post: str
    name: str
    seats: int
    kind: str
    votes: dict


@dataclass(frozen=True)
class Result:
    """What came of a race: who is elected, the words for each, and the vote that has to follow, if any."""

    post: str
    elected: tuple
    words: dict
    summary: str
    left: int = 0
    next_kind: str = ""
    next_candidates: tuple = ()


def problems_of(count, races):
    """Return in words what does not add up, the first cause first; empty if all does."""
    found = []
    if count.issued > count.electors:
        found.append(f"发出 {count.issued} 票，多于登记的 {count.electors} 人，请核对。")
    if count.recovered > count.issued:
        found.append(f"收回 {count.recovered} 票，多于发出的 {count.issued} 票，选举无效，须重新投票。")
    if count.valid + count.invalid != count.recovered:
        total = count.valid + count.invalid
        found.append(f"有效票、无效票合计 {total} 票，与收回的 {count.recovered} 票不符，请核对。")
    for race in races:
        most = count.valid * race.seats
        given = sum(race.votes.values())
        if given > most:
            found.append(
                f"{race.name}应选 {race.seats} 人，有效票 {count.valid} 张，各候选人得票合计最多 {most} 票，"
                f"现为 {given} 票，请核对。"
            )
        if over := [votes for votes in race.votes.values() if votes > count.valid]:
            found.append(f"{race.name}有候选人得 {max(over)} 票，多于有效票 {count.valid} 张，请核对。")
    return found


def is_valid(count, quorum):
    """True if enough of the electors took part."""
    return quorum.is_met(getattr(count, quorum.of), count.electors)


def quorum_words(count, quorum):
    """Return in words whether enough took part."""
    base = getattr(count, quorum.of)
    line = f"登记 {count.electors} 人的{quorum.words}（{quorum.least(count.electors)} 人）"
    how = ("超过" if quorum.more_than else "达到") if is_valid(count, quorum) else "不足"
    end = "选举有效" if is_valid(count, quorum) else "选举无效，须重新组织投票"
    return f"{OF[quorum.of]} {base}，{how}{line}，{end}。"


def decide(race, count, win, *, more_candidates=1):
    """Return the `Result` of a race in a valid vote.

    :param win: the `Share` that a first vote or a rerun asks for; between equals the most votes win.
    :param more_candidates: how many more candidates than seats stand in a rerun.
    """
    ranked = sorted(race.votes, key=lambda one: -race.votes[one])
    base = getattr(count, win.of)
    if race.kind == Contest.TIE:
        enough = [one for one in ranked if race.votes[one] > 0]
    else:
        enough = [one for one in ranked if win.is_met(race.votes[one], base) and race.votes[one] > 0]
    elected, equal = _cut(enough, race)
    left = race.seats - len(elected)
    words = {one: _words(one, race, base, win, enough=enough, elected=elected, equal=equal) for one in ranked}
    if not left:
        return Result(race.post, tuple(elected), words, f"{race.name}应选 {race.seats} 人，已选齐。")
    if equal:
        summary = f"{race.name}还有 {left} 席因得票相等不能确定，须就这 {len(equal)} 人再次投票。"
        return Result(race.post, tuple(elected), words, summary, left, Contest.TIE, tuple(equal))
    rest = [one for one in ranked if one not in elected]
    standing = _first(rest, left + more_candidates, race.votes)
    summary = f"{race.name}当选 {len(elected)} 人，还缺 {left} 席，须另行选举。"
    return Result(race.post, tuple(elected), words, summary, left, Contest.RERUN, tuple(standing))


def _cut(enough, race):
    """Return (elected, equal): those who have a seat for certain, and those whom equal votes keep apart."""
    if len(enough) <= race.seats:
        return enough, []
    line = race.votes[enough[race.seats - 1]]
    if race.votes[enough[race.seats]] != line:
        return enough[: race.seats], []
    above = [one for one in enough if race.votes[one] > line]
    return above, [one for one in enough if race.votes[one] == line]


def _first(ranked, number, votes):
    """Return the first `number` of the ranked, and those with as many votes as the last of them."""
    if len(ranked) <= number:
        return ranked
    line = votes[ranked[number - 1]]
    return [one for one in ranked if votes[one] >= line]


def _words(one, race, base, win, *, enough, elected, equal):
    votes = race.votes[one]
    if race.kind == Contest.TIE:
        why = f"得 {votes} 票"
    else:
        how = (
            ("超过" if win.more_than else "达到")
            if one in enough
            else "未达到"
            if not win.more_than
            else "未超过"
        )
        why = f"得 {votes} 票，{how}{OF[win.of]} {base} 的{win.words}"
    if one in elected:
        more = len(enough) > race.seats
        return f"{why}，{'按得票多少' if more else ''}当选。"
    if one in equal:
        return f"{why}，与 {len(equal) - 1} 人得票相等，须再次投票。"
    if one in enough:
        return f"{why}，但应选 {race.seats} 人，得票较少，未当选。"
    return f"{why}，未当选。"
