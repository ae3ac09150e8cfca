"""A decider that listens: shells hand their commands to it, and what is due falls due by itself.

One thread a connection, so that many commands are on their way at once and share the commits of the
ledger. Nothing that comes over the socket is trusted: frames are bounded, slow ones time out, only
processes of the same user are heard, and what is refused is counted. Asked to stop, it answers whatever
it has read, removes its socket, and only then lets the ledger be closed.
"""

from __future__ import annotations

import os
import selectors
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from otkel.app.serving.places import require_own
from otkel.app.serving.wire import FORM, MOST_ASKED, Handed, Told, WireError, receive, send
from otkel.app.words import words_for
from otkel.facts.people import Language
from otkel.phrases import Phrase, phrase

MOST_AT_ONCE = 128  # connections that are served; more of them wait
QUIET_S = 10.0  # a connection that says nothing for so long is closed
TICK_S = 60.0
STOP_S = 30.0  # for answers that are on their way when it is to stop
BAD_INPUT = 2
_OTHER_FORM = phrase("the decider that runs is of another version of Otkel: start it anew")
_NO_FRAME = phrase("this is no command as a shell hands it over")


class Counts:
    """What a decider did since it began."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._lock = threading.Lock()
        self.handled = 0
        self.refused = 0  # connections with bytes that were no command, or of another user

    def add(self, *, handled: int = 0, refused: int = 0) -> None:
        """Count on."""
        with self._lock:
            self.handled += handled
            self.refused += refused


class Server:
    """Listens on a socket until it is stopped."""

    def __init__(
        self,
        path: Path,
        answer: Callable[[Handed], Told],
        tick: Callable[[], None],
        *,
        tick_s: float = TICK_S,
        quiet_s: float = QUIET_S,
    ) -> None:
        """Listen at a path; whoever calls holds its lock, so that what lies there is stale.

        `answer` may be called from many threads at once and must not raise; `tick` is called every
        `tick_s` seconds. Raises InputError for a socket of another user.
        """
        self.counts = Counts()
        self._path, self._answer, self._tick = path, answer, tick
        self._tick_s, self._quiet_s = tick_s, quiet_s
        self._asked_to_stop = False
        self._stopped = threading.Event()
        self._places = threading.Semaphore(MOST_AT_ONCE)
        self._lock = threading.Lock()
        self._open: dict[threading.Thread, socket.socket] = {}
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        self._listener = _listen(path)

    def stop(self) -> None:
        """Ask it to stop; may be called from a handler of signals, and more than once."""
        if not self._asked_to_stop:
            self._asked_to_stop = True  # no lock: a handler may stand in the midst of anything
            os.write(self._wake_write, b".")

    def run(self) -> None:
        """Serve until it is asked to stop, and until what was read is answered."""
        ticker = threading.Thread(target=self._go_on_ticking, name="otkel tick", daemon=True)
        ticker.start()
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(self._listener, selectors.EVENT_READ)
                selector.register(self._wake_read, selectors.EVENT_READ)
                while not self._asked_to_stop:
                    if any(key.fileobj is self._listener for key, _ in selector.select()):
                        self._accept()
        finally:
            self._end(ticker)

    def _end(self, ticker: threading.Thread) -> None:
        self._asked_to_stop = True  # from here on the pipe is left alone
        self._stopped.set()
        with suppress(FileNotFoundError):
            self._path.unlink()  # first: whoever comes now opens the ledger himself
        self._listener.close()
        with self._lock:
            running = dict(self._open)
        for connection in running.values():
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)  # nothing more is read; answers still go out
        for thread in (ticker, *running):
            thread.join(STOP_S)
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _accept(self) -> None:
        if not self._places.acquire(timeout=0.05):
            return  # it waits before the door
        try:
            connection, _ = self._listener.accept()
        except OSError:
            self._places.release()
            return
        if not _is_own(connection):
            self.counts.add(refused=1)
            connection.close()
            self._places.release()
            return
        thread = threading.Thread(target=self._serve, args=(connection,), name="otkel shell", daemon=True)
        with self._lock:
            self._open[thread] = connection
        try:
            thread.start()
        except RuntimeError:  # the machine has no room for one more: the shell opens the ledger itself
            self._let_go(thread, connection)

    def _serve(self, connection: socket.socket) -> None:
        try:
            with suppress(OSError):  # who went away, or said nothing for too long, is let go
                self._talk(connection)
        finally:
            self._let_go(threading.current_thread(), connection)

    def _let_go(self, thread: threading.Thread, connection: socket.socket) -> None:
        connection.close()
        with self._lock:
            self._open.pop(thread, None)
        self._places.release()

    def _talk(self, connection: socket.socket) -> None:
        """Answer one command after the other."""
        while not self._stopped.is_set():
            try:
                handed = receive(connection, Handed, MOST_ASKED, self._quiet_s)
            except WireError:
                self.counts.add(refused=1)
                send(connection, _refusal(_NO_FRAME), self._quiet_s)
                return
            if handed is None:
                return
            if handed.form != FORM:
                self.counts.add(refused=1)
                send(connection, _refusal(_OTHER_FORM), self._quiet_s)
                return
            told = self._answer(handed)
            self.counts.add(handled=1)
            send(connection, told, self._quiet_s)

    def _go_on_ticking(self) -> None:
        while not self._stopped.wait(self._tick_s):
            self._tick()


def _listen(path: Path) -> socket.socket:
    """Give a listening socket that its owner alone may use; a stale one is replaced."""
    if require_own(path):
        path.unlink()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)  # before the name is there: nobody else gets in between
    try:
        listener.bind(str(path))
    finally:
        os.umask(mask)
    listener.listen(MOST_AT_ONCE)
    listener.setblocking(False)
    return listener


def _is_own(connection: socket.socket) -> bool:
    """Tell whether the other side is a process of the same user, where the kernel can say so."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True  # the rights of the file alone keep others out
    form = struct.Struct("3i")
    _, user, _ = form.unpack(connection.getsockopt(socket.SOL_SOCKET, option, form.size))
    return bool(user == os.geteuid())


def _refusal(said: Phrase) -> Told:
    return Told(status=BAD_INPUT, err=words_for(Language.EN).sentence(said) + "\n")
