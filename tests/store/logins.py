"""Real logins for the people of a test: roles of the server with a SCRAM password, as an administrator makes them."""

import secrets
from dataclasses import dataclass, field

from sqlalchemy import Engine, make_url, text, update

from qa_desk.domain.ids import PersonId
from qa_desk.store.engine import make_engine
from qa_desk.store.server.logins import create_login
from qa_desk.store.server.rules import open_to_members
from qa_desk.store.tables.organisation import PersonLoginRow


@dataclass(slots=True)
class Logins:
    """Engines that connect as a person of the database that `keeper` is connected to as its keeper."""

    keeper: Engine
    urls: dict[PersonId, str] = field(default_factory=dict)
    engines: dict[PersonId, Engine] = field(default_factory=dict)

    def url(self, person_id: PersonId) -> str:
        """The URL with which somebody connects; the login is made when it is asked for first."""
        if person_id not in self.urls:
            login, password = f"person_{secrets.token_hex(6)}", secrets.token_urlsafe(12)
            with self.keeper.begin() as connection:
                if not self.urls:
                    open_to_members(connection)  # a database copied from a template is open to everybody
                create_login(connection, person_id, login, password)
                # chosen by its owner long ago
                connection.execute(update(PersonLoginRow).values(must_change=False))
            of_person = make_url(self.keeper.url).set(username=login, password=password)
            self.urls[person_id] = of_person.render_as_string(hide_password=False)
        return self.urls[person_id]

    def engine(self, person_id: PersonId) -> Engine:
        """An engine connected as somebody, as psql would be."""
        if person_id not in self.engines:
            self.engines[person_id] = make_engine(self.url(person_id))
        return self.engines[person_id]

    def close(self) -> None:
        """End the connections and take the roles away: they belong to the whole server."""
        for engine in self.engines.values():
            engine.dispose()
        with self.keeper.begin() as connection:
            for url in self.urls.values():
                connection.execute(text(f'DROP ROLE IF EXISTS "{make_url(url).username}"'))
