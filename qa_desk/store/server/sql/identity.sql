-- Who is asking. A person is known by the login that connected, never by anything that a session can set.
CREATE SCHEMA IF NOT EXISTS server AUTHORIZATION {{owner}};
ALTER SCHEMA server OWNER TO {{owner}};
GRANT USAGE ON SCHEMA server TO {{member}};

CREATE OR REPLACE FUNCTION server.owner_role() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    RETURN {{owner name}};

CREATE OR REPLACE FUNCTION server.member_role() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    RETURN {{member name}};

-- Whoever keeps the server: a superuser, or a member of the owner role.
CREATE FUNCTION server.is_keeper() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    RETURN pg_catalog.pg_has_role(session_user, {{owner name}}, 'MEMBER');

-- Whether a statement comes from a keeper, from a function of this schema or from a foreign key, not from a member.
-- It runs as whoever runs the statement, which is what it asks about.
CREATE FUNCTION server.is_trusted() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY INVOKER SET search_path = pg_catalog, pg_temp
    RETURN pg_catalog.pg_has_role(current_user, {{owner name}}, 'MEMBER');

-- From here on in PL/pgSQL, which plans a statement once for a session and not for each call: policies ask at each query.

-- The person whose login this is; nobody for a keeper, and for somebody who has left (with a day for time zones).
CREATE FUNCTION server.me() RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT p.id
        FROM public.person_logins AS l
        JOIN public.people AS p ON p.id = l.person_id
        WHERE l.login = session_user
            AND (p.left_on IS NULL OR p.left_on >= ((pg_catalog.now() AT TIME ZONE 'UTC') - interval '1 day')::date)
    );
END
$$;

CREATE FUNCTION server.my_roles() RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
BEGIN
    RETURN ARRAY(SELECT r.role::text FROM public.person_roles AS r WHERE r.person_id = mine ORDER BY r.role);
END
$$;

CREATE FUNCTION server.has_role(VARIADIC wanted text[]) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN server.my_roles() && wanted;
END
$$;
