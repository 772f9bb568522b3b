"""What comes off the press: a PDF in memory or in a file, with what its maker must know."""

import io
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Printed:
    """A finished PDF, how many pages it has, and the characters for which this machine has no shape."""

    content: bytes
    pages: int
    shapeless: tuple[str, ...] = ()

    def open(self):
        """Give it for reading, as a file."""
        return io.BytesIO(self.content)


@dataclass(frozen=True)
class PrintedFile:
    """The same in a file of its own, where it may be too large for memory."""

    path: Path
    pages: int
    shapeless: tuple[str, ...] = ()

    def open(self):
        """Give it for reading."""
        return self.path.open("rb")
