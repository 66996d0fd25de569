-- Logins of people: one role each, a member of the member role and of nothing else. Passwords never come here, only
-- SCRAM verifiers made where they were typed.
CREATE FUNCTION server.lay_verifier(login text, verifier text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF verifier !~ '^SCRAM-SHA-256\$[1-9][0-9]{3,6}:[A-Za-z0-9+/]{22,}={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$'
        OR pg_catalog.split_part(pg_catalog.split_part(verifier, '$', 2), ':', 1)::integer < 4096
    THEN
        RAISE invalid_parameter_value USING MESSAGE = 'not a SCRAM-SHA-256 verifier';
    END IF;
    EXECUTE pg_catalog.format('ALTER ROLE %I PASSWORD %L', login, verifier);
END
$$;

CREATE FUNCTION server.lay_administration() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT (server.is_keeper() OR {{may manage_people}}) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only administrators make and remove logins';
    END IF;
END
$$;

CREATE FUNCTION server.create_login(person uuid, login text, verifier text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM server.lay_administration();
    IF login !~ '^[a-z][a-z0-9_.-]{0,62}$' OR login LIKE 'pg\_%' THEN
        RAISE invalid_parameter_value USING MESSAGE = 'a login is small letters, digits, _ . and -';
    END IF;
    -- a role that is there already may be somebody else's, or may do more than a member
    EXECUTE pg_catalog.format('CREATE ROLE %I LOGIN NOCREATEROLE NOCREATEDB NOREPLICATION', login);
    EXECUTE pg_catalog.format('GRANT {{member}} TO %I', login);
    -- policies look dearer to the planner than they are, and it would compile what runs in a few milliseconds
    EXECUTE pg_catalog.format('ALTER ROLE %I SET jit = off', login);
    PERFORM server.lay_verifier(login, verifier);
    IF EXISTS (SELECT FROM public.person_roles AS r WHERE r.person_id = person AND r.role = 'agent') THEN
        EXECUTE pg_catalog.format('GRANT {{agent}} TO %I', login);
    END IF;
    INSERT INTO public.person_logins (login, person_id, created_at, must_change)
        VALUES (login, person, pg_catalog.clock_timestamp(), true);
    PERFORM server.note('login.made', 'person', person);
END
$$;

CREATE FUNCTION server.drop_login(person uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known text;
BEGIN
    PERFORM server.lay_administration();
    DELETE FROM public.person_logins AS l WHERE l.person_id = person RETURNING l.login INTO known;
    IF known IS NULL THEN
        RAISE no_data_found USING MESSAGE = 'this person has no login';
    END IF;
    -- whoever is still connected with it is nobody from here on
    EXECUTE pg_catalog.format('DROP ROLE IF EXISTS %I', known);
    PERFORM server.note('login.removed', 'person', person);
END
$$;

CREATE FUNCTION server.set_password(login text, verifier text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person uuid;
BEGIN
    PERFORM server.lay_administration();
    SELECT l.person_id INTO person FROM public.person_logins AS l WHERE l.login = set_password.login;
    IF person IS NULL THEN
        RAISE no_data_found USING MESSAGE = 'nobody has this login';
    END IF;
    PERFORM server.lay_verifier(login, verifier);
    -- whoever set it knows it: its owner chooses another one, unless they set it for themselves
    UPDATE public.person_logins AS l SET must_change = (l.login <> session_user) WHERE l.person_id = person;
    PERFORM server.note('login.password_set', 'person', person);
END
$$;

CREATE FUNCTION server.set_own_password(verifier text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person CONSTANT uuid := server.me();
BEGIN
    IF person IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'this login belongs to nobody';
    END IF;
    PERFORM server.lay_verifier(session_user::text, verifier);
    UPDATE public.person_logins AS l SET must_change = false WHERE l.login = session_user;
    PERFORM server.note('password.set', 'person', person);
END
$$;

-- What holds for agents' logins goes with the role that the person has in the centre.
CREATE FUNCTION server.lay_agent_login() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known text;
BEGIN
    SELECT l.login INTO known
    FROM public.person_logins AS l
    WHERE l.person_id = CASE TG_OP WHEN 'INSERT' THEN NEW.person_id ELSE OLD.person_id END;
    IF known IS NULL OR NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = known) THEN
        RETURN NULL;
    END IF;
    EXECUTE pg_catalog.format(
        CASE TG_OP WHEN 'INSERT' THEN 'GRANT {{agent}} TO %I' ELSE 'REVOKE {{agent}} FROM %I' END, known
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER follow_agent_given AFTER INSERT ON public.person_roles FOR EACH ROW
    WHEN (NEW.role = 'agent') EXECUTE FUNCTION server.lay_agent_login();
CREATE TRIGGER follow_agent_taken AFTER DELETE ON public.person_roles FOR EACH ROW
    WHEN (OLD.role = 'agent') EXECUTE FUNCTION server.lay_agent_login();
DO $$
DECLARE
    known text;
BEGIN
    FOR known IN
        SELECT l.login
        FROM public.person_logins AS l
        JOIN public.person_roles AS r ON r.person_id = l.person_id AND r.role = 'agent'
        JOIN pg_catalog.pg_roles AS p ON p.rolname = l.login
    LOOP
        EXECUTE pg_catalog.format('GRANT {{agent}} TO %I', known);
    END LOOP;
END
$$;

-- Who leads a session has to know whether an agent could score for it.
CREATE FUNCTION server.has_login(person uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT (server.is_keeper() OR {{may run_sessions}} OR {{may manage_people}}) THEN
        RAISE insufficient_privilege USING MESSAGE = 'who has a login is for who leads sessions';
    END IF;
    RETURN EXISTS (SELECT FROM public.person_logins AS l WHERE l.person_id = person);
END
$$;
