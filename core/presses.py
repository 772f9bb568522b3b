"""Many documents laid out at once, by processes of their own: each is a file when it comes back."""

import multiprocessing
import os
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass

from core.documents import print_into
from core.joining import Part, join
from core.printed import PrintedFile
from core.worker import set_up

AHEAD = 3  # prints for each process that wait for it
LIFE = 1_000_000  # characters that a process lays out before another takes its place: memory piles up


@dataclass(frozen=True)
class Order:
    """A document under way, as one print or as several that are joined when the last is there."""

    prints: list[Future]
    path: object
    title: str
    author: str

    def finished(self):
        """Wait for the document and return it as a `PrintedFile`.

        :raises DocumentNotMade: it names an address that it may not.
        """
        done = [own.result() for own in self.prints]
        if len(done) == 1:
            return done[0]
        with self.path.open("wb") as file:
            pages = join((Part(own.open) for own in done), file, title=self.title, author=self.author)
        for own in done:
            own.path.unlink()
        signs = dict.fromkeys(sign for own in done for sign in own.shapeless)
        return PrintedFile(self.path, pages, tuple(signs))


class Presses:
    """Takes orders, one after the other; with `processes=0` this process does the work itself.

    :param folder: where the files go; who takes a finished one away has nothing to delete.
    """

    def __init__(self, folder, processes=None):
        self.processes = os.cpu_count() or 1 if processes is None else processes
        self._folder, self._orders = folder, 0
        self._pool, self._sent = None, 0
        self._room = threading.Semaphore(max(1, self.processes * AHEAD))

    def __enter__(self):
        return self

    def __exit__(self, kind, *problem):
        if self._pool is not None:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def order(self, sheaves, media, *, title, author):
        """Begin a document whose HTML comes in one or more pieces, each a document in itself.

        Waits while too much is under way already, so that it is not all in memory.
        """
        self._orders += 1
        prints = [
            self._print(self._folder / f"{self._orders}-{number}.pdf", html, media)
            for number, html in enumerate(sheaves, start=1)
        ]
        return Order(prints, self._folder / f"{self._orders}.pdf", title, author)

    def _print(self, path, html, media):
        if not self.processes:
            done = Future()
            done.set_result(print_into(path, html, media))
            return done
        self._room.acquire()
        self._renew(len(html))
        printing = self._pool.submit(print_into, path, html, media)
        printing.add_done_callback(lambda _: self._room.release())
        return printing

    def _renew(self, size):
        """Let new processes take over in time; those before finish what they have begun."""
        if self._pool is not None and self._sent >= LIFE * self.processes:
            self._pool.shutdown(wait=True)
            self._pool = None
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.processes, mp_context=context, initializer=set_up)
            self._sent = 0
        self._sent += size
