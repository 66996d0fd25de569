-- What lifts seals: each function asks the state of things itself, so it does not matter who calls it, or how often.

-- The turn that `store.engine.take_turn` takes for the same thing.
CREATE FUNCTION server.lay_turn(thing uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    RETURN pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext(thing::text));

CREATE FUNCTION server.lay_signed_in() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF server.me() IS NULL AND NOT server.is_keeper() THEN
        RAISE insufficient_privilege USING MESSAGE = 'nobody of this centre';
    END IF;
END
$$;

-- Those of the calls that somebody has still to hand in on the record: a repeat measures its author alone. What changed
-- in this very transaction counts as it was before: who could open something by it, read it, and roll all of it back,
-- would have read it while it is blind.
CREATE FUNCTION server.lay_awaited(calls uuid[]) RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN ARRAY(
        SELECT a.call_id
        FROM public.assignments AS a
        WHERE a.call_id = ANY (calls) AND a.purpose IN ({{record purposes}})
            AND (
                a.state IN ('waiting', 'begun')
                OR (a.reach_changed_at = pg_catalog.now() AND NOT server.is_keeper())
            )
            AND NOT EXISTS (
                SELECT FROM public.true_purposes AS t WHERE t.assignment_id = a.id AND t.purpose = 'repeat'
            )
    );
END
$$;

-- Calls what is concealed what it is, where nothing holds that back any more; passes over all others. A repeat once it
-- is handed in, an overlap once nobody is awaited on its call.
CREATE FUNCTION server.lay_opened(evaluations uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT e.id, e.assignment_id, t.purpose
        FROM public.true_purposes AS t JOIN public.evaluations AS e ON e.assignment_id = t.assignment_id
        WHERE e.id = ANY (evaluations) AND e.state = 'submitted'
            AND (e.submitted_at < pg_catalog.now() OR server.is_keeper())
            AND (t.purpose = 'repeat' OR e.call_id <> ALL (server.lay_awaited(ARRAY[e.call_id])))
        ORDER BY e.id
    LOOP
        DELETE FROM public.true_purposes AS t WHERE t.assignment_id = one.assignment_id;
        UPDATE public.assignments AS a SET purpose = one.purpose WHERE a.id = one.assignment_id;
        UPDATE public.evaluations AS e SET purpose = one.purpose, version = e.version + 1 WHERE e.id = one.id;
    END LOOP;
END
$$;

-- Lifts the seals that nothing holds down any more; passes over all others. A calibration is unsealed once its session
-- is not blind, what measures one person alone when it is handed in; what is concealed has its own rule.
CREATE FUNCTION server.unseal(evaluations uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM server.lay_signed_in();
    UPDATE public.evaluations AS e
    SET sealed = false, version = e.version + 1
    WHERE e.id = ANY (evaluations) AND e.sealed AND e.state = 'submitted'
        AND CASE
            WHEN e.purpose IN ({{purposes unsealed by themselves}}) THEN true
            WHEN e.purpose = 'calibration' THEN EXISTS (
                SELECT FROM public.calibration_sessions AS s
                -- who does not sit in the panel any more keeps what they wrote to themself
                JOIN public.session_seats AS p ON p.session_id = s.id AND p.person_id = e.inspector_id
                WHERE s.id = e.session_id AND s.state <> 'blind'
            )
            ELSE false
        END;
    PERFORM server.lay_opened(evaluations);
END
$$;

-- How many inspectors of the panel have handed in all that is theirs; who has nothing to hand in is done.
CREATE FUNCTION server.lay_count_done(session uuid) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT pg_catalog.count(*)
    FROM public.session_seats AS p
    WHERE p.session_id = session AND p.kind = 'inspector'
        AND NOT EXISTS (
            SELECT FROM public.assignments AS a
            WHERE a.session_id = session AND a.inspector_id = p.person_id AND a.state IN ('waiting', 'begun')
        );
END;

-- Ends the blindness of a session, once and for all: by a lead, when enough of the panel are done or it is due.
CREATE FUNCTION server.reveal(session uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found_state text;
    wanted integer;
    due timestamptz;
    handed_in uuid[];
BEGIN
    IF NOT (server.is_keeper() OR {{may run_sessions}}) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a lead reveals a session';
    END IF;
    PERFORM server.lay_turn(session);
    SELECT s.state, least(coalesce(s.quorum, 1), (
            SELECT pg_catalog.count(*) FROM public.session_seats AS p
            WHERE p.session_id = session AND p.kind = 'inspector'
        )), s.due_at INTO found_state, wanted, due
    FROM public.calibration_sessions AS s WHERE s.id = session
    FOR UPDATE;
    IF found_state IS DISTINCT FROM 'blind' THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'this session is not blind';
    END IF;
    IF server.lay_count_done(session) < wanted AND NOT coalesce(due < pg_catalog.now(), false) THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'too few of the panel have handed in';
    END IF;
    UPDATE public.calibration_sessions AS s
    SET state = 'revealed', revealed_at = coalesce(s.revealed_at, pg_catalog.now()), version = s.version + 1
    WHERE s.id = session;
    IF server.me() IS NOT NULL THEN
        INSERT INTO public.session_events (id, session_id, at, actor_id, kind, reason)
        VALUES (pg_catalog.gen_random_uuid(), session, pg_catalog.now(), server.me(), 'revealed', '');
    END IF;
    SELECT coalesce(pg_catalog.array_agg(e.id), '{}') INTO handed_in
    FROM public.evaluations AS e WHERE e.session_id = session AND e.state = 'submitted';
    PERFORM server.unseal(handed_in);
    PERFORM server.publish(handed_in);
END
$$;

-- What the panel of a session committed to, and the salts of what is unsealed, for everybody to check.
CREATE FUNCTION server.commitments(session uuid)
    RETURNS TABLE (
        evaluation_id uuid, sha256 text, salt bytea, made_at timestamptz, inspector_id uuid, call_id uuid
    )
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT c.evaluation_id, c.sha256, CASE WHEN c.sealed THEN NULL ELSE c.salt END, c.made_at, e.inspector_id,
        e.call_id
    FROM public.commitments AS c JOIN public.evaluations AS e ON e.id = c.evaluation_id
    WHERE e.session_id = session AND (server.is_keeper() OR session = ANY (server.seen_sessions()));
END;
