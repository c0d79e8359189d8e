"""Names chosen by patterns."""

import re


def glob(pattern):
    """`*` stands for any run of characters but a dot."""
    return re.compile("[^.]*".join(map(re.escape, pattern.split("*"))) + r"\Z")


def chosen(patterns, keys):
    """The indices of the keys that one of the patterns names; no patterns: all of them."""
    if patterns is None:
        return list(range(len(keys)))
    tests = [glob(pattern) for pattern in patterns]
    return [i for i, key in enumerate(keys) if any(test.match(key) for test in tests)]
