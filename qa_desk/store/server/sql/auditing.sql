-- The audit chain, written by the server alone: `qa_desk.store.audit` verifies what these functions write.

CREATE FUNCTION server.lay_entry(
    at timestamptz, actor uuid, action text, object_kind text, object_id uuid, details text
) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last record;
    content text;
BEGIN
    -- the turn that `store.engine.take_turn` takes for the same chain
    PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('qa_desk.audit'));
    SELECT coalesce(pg_catalog.max(e.number), 0) AS number INTO last FROM public.audit_entries AS e;
    SELECT last.number AS number, e.hash AS hash INTO last
    FROM (SELECT) AS one LEFT JOIN public.audit_entries AS e ON e.number = last.number;
    last.hash := coalesce(last.hash, pg_catalog.repeat('0', 64));
    content := '{"action":' || pg_catalog.to_json(action)
        || ',"actor_id":' || coalesce(pg_catalog.to_json(actor::text)::text, 'null')
        || ',"at":"' || pg_catalog.to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00"'
        || ',"details":' || pg_catalog.to_json(details)
        || ',"number":' || (last.number + 1)
        || ',"object_id":' || coalesce(pg_catalog.to_json(object_id::text)::text, 'null')
        || ',"object_kind":' || pg_catalog.to_json(object_kind) || '}';
    INSERT INTO public.audit_entries
        (number, at, actor_id, action, object_kind, object_id, details, previous_hash, hash)
    VALUES (
        last.number + 1, at, actor, action, object_kind, object_id, details, last.hash,
        pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(last.hash || E'\n' || content, 'UTF8')), 'hex')
    );
END
$$;

-- What the program itself has to note: exports, listening, imports. The actor is who is connected, the moment now;
-- what the server notes by itself nobody else can.
CREATE FUNCTION server.append_audit(
    at timestamptz, action text, object_kind text, object_id uuid, details text
) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT server.is_keeper() AND (server.me() IS NULL OR action = ANY (ARRAY[{{actions noted by server}}])) THEN
        RAISE insufficient_privilege USING MESSAGE = 'this is noted by the server itself';
    END IF;
    IF pg_catalog.length(action || object_kind || details) > 8000
        OR pg_catalog.jsonb_typeof(details::jsonb) <> 'object'
    THEN
        RAISE invalid_parameter_value USING MESSAGE = 'details are a short JSON object';
    END IF;
    PERFORM server.lay_entry(
        CASE WHEN server.is_keeper() THEN at ELSE pg_catalog.clock_timestamp() END,
        server.me(), action, object_kind, object_id, details
    );
END
$$;

-- Notes what a member did, at the end of the transaction: until then nobody else would get on with theirs.
-- A keeper's program notes it itself, in the name of whom it works for.
CREATE FUNCTION server.note(action text, object_kind text, object_id uuid, details jsonb DEFAULT '{}') RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF server.me() IS NOT NULL THEN
        PERFORM server.lay_entry(
            pg_catalog.clock_timestamp(), server.me(), action, object_kind, object_id,
            -- canonical: keys in order, no spaces
            (
                SELECT '{' || coalesce(pg_catalog.string_agg(
                    pg_catalog.to_json(d.key)::text || ':' || d.value::text, ',' ORDER BY d.key COLLATE "C"
                ), '') || '}'
                FROM pg_catalog.jsonb_each(details) AS d
            )
        );
    END IF;
END
$$;

CREATE FUNCTION server.note_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    what CONSTANT text := TG_TABLE_NAME || ' ' || pg_catalog.lower(TG_OP);
    state_number integer;
BEGIN
    CASE what
        WHEN 'evaluations update' THEN
            SELECT s.number INTO state_number FROM public.earlier_states AS s
            WHERE NEW.state = 'reopened' AND s.evaluation_id = NEW.id AND s.submitted_at = NEW.submitted_at;
            PERFORM server.note(
                'evaluation.' || NEW.state, 'evaluation', NEW.id,
                CASE WHEN state_number IS NULL THEN '{}'::jsonb
                    ELSE pg_catalog.jsonb_build_object('number', state_number) END
            );
        WHEN 'calibration_sessions insert' THEN
            PERFORM server.note('session.created', 'session', NEW.id);
        WHEN 'calibration_sessions update' THEN
            PERFORM server.note(
                'session.' || CASE
                    WHEN OLD.state = 'closed' THEN 'reopened'
                    ELSE NEW.state
                END,
                'session', NEW.id
            );
        WHEN 'settled_answers insert' THEN
            PERFORM server.note('answer.settled', 'session', NEW.session_id,
                pg_catalog.jsonb_build_object('call', NEW.call_id, 'criterion', NEW.criterion_key));
        WHEN 'settled_answers delete' THEN
            IF NOT EXISTS (
                SELECT FROM public.settled_answers AS s WHERE s.session_id = OLD.session_id
                    AND s.call_id = OLD.call_id AND s.criterion_key = OLD.criterion_key
            ) THEN
                PERFORM server.note('answer.unsettled', 'session', OLD.session_id,
                    pg_catalog.jsonb_build_object('call', OLD.call_id, 'criterion', OLD.criterion_key));
            END IF;
        WHEN 'session_decisions insert' THEN
            PERFORM server.note('decision.taken', 'session', NEW.session_id,
                pg_catalog.jsonb_build_object('kind', NEW.kind));
        WHEN 'session_decisions delete' THEN
            PERFORM server.note('decision.withdrawn', 'session', OLD.session_id,
                pg_catalog.jsonb_build_object('kind', OLD.kind));
        WHEN 'people insert', 'people update' THEN
            PERFORM server.note('person.saved', 'person', NEW.id);
        WHEN 'person_roles insert' THEN
            PERFORM server.note_roles(NEW.person_id, 'role.given', NEW.role);
        WHEN 'person_roles delete' THEN
            PERFORM server.note_roles(OLD.person_id, 'role.taken', OLD.role);
        WHEN 'targets insert' THEN
            PERFORM server.note('target.set', 'target', NEW.id, pg_catalog.jsonb_build_object('kind', NEW.kind));
        WHEN 'targets delete' THEN
            IF NOT EXISTS (
                SELECT FROM public.targets AS t WHERE t.kind = OLD.kind AND t.valid_from = OLD.valid_from
            ) THEN
                PERFORM server.note('target.removed', 'target', OLD.id, pg_catalog.jsonb_build_object('kind', OLD.kind));
            END IF;
        WHEN 'centre_settings insert' THEN
            IF NEW.key LIKE 'scores\_mapping.%' THEN
                PERFORM server.note('scores.mapping_kept', 'scores', NULL);
            ELSE
                PERFORM server.note('setting.set', 'setting', NULL, pg_catalog.jsonb_build_object('key', NEW.key));
            END IF;
        WHEN 'centre_settings delete' THEN
            IF NOT EXISTS (
                SELECT FROM public.centre_settings AS s WHERE s.key = OLD.key AND s.valid_from = OLD.valid_from
            ) THEN
                PERFORM server.note('setting.removed', 'setting', NULL, pg_catalog.jsonb_build_object('key', OLD.key));
            END IF;
    END CASE;
    RETURN NULL;
END
$$;

-- With the person saved, roles are part of that; on their own they are noted one by one.
CREATE FUNCTION server.note_roles(person uuid, action text, role text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.people AS p WHERE p.id = person AND p.xmin = pg_catalog.pg_current_xact_id()::xid
    ) THEN
        PERFORM server.note(action, 'person', person, pg_catalog.jsonb_build_object('role', role));
    END IF;
END
$$;

DO $$
DECLARE
    line record;
BEGIN
    FOR line IN
        SELECT * FROM (VALUES
            ('evaluations', 'UPDATE', 'WHEN (OLD.state <> NEW.state)'),
            ('calibration_sessions', 'INSERT', ''),
            ('calibration_sessions', 'UPDATE',
                $c$WHEN (OLD.state <> NEW.state AND (NEW.state = 'closed' OR OLD.state IN ('blind', 'closed')))$c$),
            ('settled_answers', 'INSERT OR DELETE', ''),
            ('session_decisions', 'INSERT OR DELETE', ''),
            ('people', 'INSERT OR UPDATE', ''),
            ('person_roles', 'INSERT OR DELETE', ''),
            ('targets', 'INSERT OR DELETE', ''),
            ('centre_settings', 'INSERT OR DELETE', '')
        ) AS lines (place, events, condition)
    LOOP
        EXECUTE pg_catalog.format(
            'CREATE CONSTRAINT TRIGGER %I AFTER %s ON public.%I DEFERRABLE INITIALLY DEFERRED FOR EACH ROW %s'
            ' EXECUTE FUNCTION server.note_change()',
            'noted_' || pg_catalog.lower(pg_catalog.left(line.events, 6)), line.events, line.place, line.condition
        );
    END LOOP;
END
$$;

-- Who changed something last, for whom a conflict is shown to; of evaluations nothing is told here.
CREATE FUNCTION server.last_actor(object uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.name
    FROM public.audit_entries AS e JOIN public.people AS p ON p.id = e.actor_id
    WHERE e.object_id = object AND e.object_kind <> 'evaluation' AND (server.me() IS NOT NULL OR server.is_keeper())
    ORDER BY e.number DESC
    LIMIT 1;
END;
