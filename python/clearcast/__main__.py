"""The command line, which comes with the package: ``clearcast run``, or ``python -m clearcast run``."""

import sys

from ._clearcast import command_line


def main() -> int:
    """Runs the command and gives its exit code."""
    return command_line(["clearcast", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
