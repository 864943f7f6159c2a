"""Who may come in: nobody before the models are warm or while the service goes down, and never more than fits."""

from __future__ import annotations

import threading
from collections.abc import Callable

from service.errors import NotReady, TooManyRequests


class Ticket:
    """One admitted request's place; it is given back once, whatever happens."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._articles = 0
        self._left = False

    def take(self, articles: int) -> None:
        """Ask for room for so many articles, all or none. Raises ``TooManyRequests``."""
        self._admission.reserve(articles)
        self._articles += articles

    def leave(self) -> None:
        """Give the place and the room back."""
        if not self._left:
            self._left = True
            self._admission.release(self._articles)


class Admission:
    """Counts requests and articles in flight."""

    def __init__(
        self, max_requests: int, max_articles: int, on_change: Callable[[int], None] = lambda requests: None
    ) -> None:
        """``on_change`` is told how many requests are in flight."""
        self._max_requests = max_requests
        self._max_articles = max_articles
        self._on_change = on_change
        self._lock = threading.Lock()
        self._requests = 0
        self._articles = 0
        # Set by the loader and by a signal's handler, which must not wait for a lock.
        self.ready = False
        self.draining = False

    def check_ready(self) -> None:
        """Raise ``NotReady`` unless new work is welcome."""
        if self.draining:
            raise NotReady(detail="The service is going down")
        if not self.ready:
            raise NotReady(detail="The models are still being loaded")

    def enter(self) -> Ticket:
        """Take a place in flight. Raises ``NotReady`` or ``TooManyRequests``, at once."""
        self.check_ready()
        with self._lock:
            if self._requests >= self._max_requests:
                raise TooManyRequests(detail="As many requests as fit are being answered")
            self._requests += 1
            self._on_change(self._requests)
        return Ticket(self)

    def reserve(self, articles: int) -> None:
        """Take room for articles. One request alone always finds room, however large a batch may be."""
        with self._lock:
            if self._articles and self._articles + articles > self._max_articles:
                raise TooManyRequests(detail="As many articles as fit are being analysed")
            self._articles += articles

    def release(self, articles: int) -> None:
        """Give back a place in flight and the room of its articles."""
        with self._lock:
            self._requests -= 1
            self._articles -= articles
            self._on_change(self._requests)
