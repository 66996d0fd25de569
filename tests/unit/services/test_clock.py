"""The clock that a desk goes by: the machine's, put right by a server's where the two are apart."""

from datetime import UTC, datetime, timedelta

from qa_desk.services.clock import SystemClock, clock_beside

MINUTE = timedelta(minutes=1)


def test_beside_a_server_the_clock_shows_the_servers_time() -> None:
    clock = clock_beside(datetime.now(UTC) - 10 * MINUTE)
    assert abs(datetime.now(UTC) - 10 * MINUTE - clock.now()) < MINUTE


def test_without_a_server_or_beside_one_that_agrees_it_is_the_machines() -> None:
    assert clock_beside(None) == SystemClock()
    assert clock_beside(datetime.now(UTC)) == SystemClock()
