"""Spreading a target over places in proportion to their weights, by largest remainders."""


def spread(total, weights):
    """Return whole shares of `total`, one per weight: they sum to it, each less than 1 from its due.

    Without any weight all places count the same. What is left over goes to the largest remainders, earlier
    places first.

    :param total: a whole number, not negative.
    :param weights: whole numbers, not negative.
    """
    if not weights:
        return []
    whole = sum(weights)
    if not whole:
        weights, whole = [1] * len(weights), len(weights)
    shares = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in order[: total - sum(shares)]:
        shares[place] += 1
    return shares
