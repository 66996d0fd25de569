-- The result of an evaluation on its way to its agent: released, answered once, and decided by somebody else than who
-- scored it. Moments and people are the server's own.

CREATE FUNCTION server.lay_feedback_rule(of_key text) RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kept CONSTANT jsonb := (
        SELECT s.value FROM public.centre_settings AS s
        WHERE s.key = of_key AND s.valid_from <= server.lay_centre_day(pg_catalog.now())
        ORDER BY s.valid_from DESC LIMIT 1
    );
BEGIN
    RETURN CASE WHEN pg_catalog.jsonb_typeof(kept) = 'number' THEN (kept #>> '{}')::integer END;
END
$$;

CREATE FUNCTION server.lay_centre_day(at timestamptz) RETURNS date
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (at AT TIME ZONE coalesce((
        SELECT s.value #>> '{}' FROM public.centre_settings AS s
        WHERE s.key = 'time_zone' ORDER BY s.valid_from DESC LIMIT 1
    ), 'UTC'))::date;
END
$$;

-- Who may decide about a call: whoever did not score it for the record and has not got it to score.
CREATE FUNCTION server.lay_may_decide(person uuid, call uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM public.people AS p JOIN public.person_roles AS r ON r.person_id = p.id
        WHERE p.id = person AND r.role IN ({{deciding roles}})
            AND (p.left_on IS NULL OR p.left_on >= server.lay_centre_day(pg_catalog.now()))
    )
    AND NOT EXISTS (
        SELECT FROM public.evaluations AS e
        WHERE e.call_id = call AND e.inspector_id = person AND e.purpose IN ({{record purposes}})
    )
    AND NOT EXISTS (SELECT FROM public.calls AS c WHERE c.id = call AND c.agent_id = person);
END
$$;

CREATE FUNCTION server.lay_decider(call uuid) RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT p.id FROM public.people AS p
        WHERE server.lay_may_decide(p.id, call)
            AND NOT EXISTS (
                SELECT FROM public.assignments AS a
                WHERE a.call_id = call AND a.inspector_id = p.id AND a.state IN ('waiting', 'begun')
            )
        ORDER BY (
            SELECT pg_catalog.count(*) FROM public.feedback AS f WHERE f.decider_id = p.id AND f.state = 'disputed'
        ), p.id
        LIMIT 1
    );
END
$$;

CREATE FUNCTION server.guard_feedback() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
    about record;
    is_theirs boolean;
    move text;
    is_allowed boolean;
BEGIN
    SELECT e.call_id, e.inspector_id, c.agent_id, c.unit_id INTO about
    FROM public.evaluations AS e JOIN public.calls AS c ON c.id = e.call_id WHERE e.id = NEW.evaluation_id;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state NOT IN ('held', 'released') OR NEW.agent_id IS DISTINCT FROM about.agent_id
            OR NEW.answered_by IS NOT NULL OR NEW.decider_id IS NOT NULL OR NEW.superseding_id IS NOT NULL
            OR NOT EXISTS (SELECT FROM public.scored_facts AS f WHERE f.evaluation_id = NEW.evaluation_id)
        THEN
            RAISE insufficient_privilege USING MESSAGE = 'only what is of record goes to the agent of the call';
        END IF;
        NEW.released_at := CASE WHEN NEW.state = 'released' THEN pg_catalog.now() END;
        NEW.released_by := CASE WHEN NEW.state = 'released' THEN mine END;
        RETURN NEW;
    END IF;
    is_theirs := OLD.agent_id = mine
        OR (server.has_role('team_leader') AND coalesce(about.unit_id = ANY (server.my_units()), false));
    move := OLD.state || '>' || NEW.state;
    is_allowed := CASE
        WHEN move = 'held>released' THEN {{may release_feedback}}
        WHEN move = 'released>held' THEN {{may release_feedback}} AND OLD.answered_at IS NULL
        WHEN move = 'released>acknowledged' THEN is_theirs
        WHEN move = 'released>disputed' THEN is_theirs AND pg_catalog.btrim(NEW.dispute_reason) <> ''
            AND server.lay_centre_day(pg_catalog.now()) <= server.lay_centre_day(OLD.released_at)
                + coalesce(server.lay_feedback_rule('dispute_days'), {{dispute days}})
        WHEN move = 'disputed>disputed' THEN {{may release_feedback}}
            AND server.lay_may_decide(NEW.decider_id, about.call_id)
        WHEN move IN ('disputed>upheld', 'disputed>overturned') THEN OLD.decider_id = mine
            AND pg_catalog.btrim(NEW.decision_reason) <> '' AND server.lay_may_decide(mine, about.call_id)
            AND NOT EXISTS (
                SELECT FROM public.disputed_answers AS d WHERE d.feedback_id = OLD.id AND d.verdict IS NULL
            )
            AND EXISTS (
                SELECT FROM public.disputed_answers AS d WHERE d.feedback_id = OLD.id AND d.verdict = 'overturned'
            ) = (NEW.state = 'overturned')
        ELSE false
    END;
    IF NOT coalesce(is_allowed, false) OR NEW.evaluation_id <> OLD.evaluation_id OR NEW.agent_id <> OLD.agent_id THEN
        RAISE insufficient_privilege USING MESSAGE = 'a result is answered once, and decided by who did not score it';
    END IF;
    NEW.superseding_id := OLD.superseding_id;
    IF NEW.state IN ('held', 'released') THEN
        NEW.released_at := CASE WHEN NEW.state = 'released' THEN pg_catalog.now() END;
        NEW.released_by := CASE WHEN NEW.state = 'released' THEN mine END;
    ELSE
        NEW.released_at := OLD.released_at;
        NEW.released_by := OLD.released_by;
    END IF;
    IF OLD.state = 'released' AND NEW.state IN ('acknowledged', 'disputed') THEN
        NEW.answered_at := pg_catalog.now();
        NEW.answered_by := mine;
        NEW.decider_id := CASE WHEN NEW.state = 'disputed' THEN server.lay_decider(about.call_id) END;
    ELSE
        NEW.answered_at := OLD.answered_at;
        NEW.answered_by := OLD.answered_by;
        NEW.dispute_reason := OLD.dispute_reason;
    END IF;
    IF NEW.state IN ('upheld', 'overturned') THEN
        NEW.decider_id := OLD.decider_id;
        NEW.decided_at := pg_catalog.now();
        NEW.decided_by := mine;
    ELSE
        NEW.decided_at := NULL;
        NEW.decided_by := NULL;
        NEW.decision_reason := '';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_feedback BEFORE INSERT OR UPDATE ON public.feedback FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_feedback();

-- What an accepted dispute led to stands for the call: written by who decided, in the transaction that decided.
CREATE FUNCTION server.supersede(feedback uuid, evaluation uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    call uuid;
BEGIN
    PERFORM server.lay_signed_in();
    UPDATE public.feedback AS f SET superseding_id = later.id
    FROM public.evaluations AS later, public.evaluations AS earlier
    WHERE f.id = supersede.feedback AND later.id = supersede.evaluation AND earlier.id = f.evaluation_id
        AND later.call_id = earlier.call_id AND later.version_id = earlier.version_id
        AND later.state = 'submitted' AND later.submitted_at = pg_catalog.now()
        AND f.state = 'overturned' AND f.superseding_id IS NULL AND f.decided_at = pg_catalog.now()
        AND later.inspector_id = f.decided_by AND (server.is_keeper() OR f.decided_by = server.me())
    RETURNING later.call_id INTO call;
    IF call IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'only what was decided just now stands for a call';
    END IF;
    PERFORM server.lay_turn(call);
    PERFORM server.lay_facts(ARRAY[call]);
END
$$;

-- Releases what falls due, for whoever asks: that it is due depends on nobody.
CREATE FUNCTION server.release_due() RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    delay CONSTANT integer := server.lay_feedback_rule('feedback_delay_days');
BEGIN
    PERFORM server.lay_signed_in();
    IF delay IS NULL THEN
        RETURN;
    END IF;
    WITH due AS (
        SELECT f.evaluation_id, f.agent_id
        FROM public.scored_facts AS f JOIN public.evaluations AS e ON e.id = f.evaluation_id
        WHERE f.agent_id IS NOT NULL
            AND server.lay_centre_day(e.submitted_at) + delay <= server.lay_centre_day(pg_catalog.now())
            AND NOT EXISTS (
                SELECT FROM public.feedback AS b WHERE b.evaluation_id = e.id OR b.superseding_id = e.id
            )
    ), released AS (
        INSERT INTO public.feedback
            (id, evaluation_id, agent_id, state, strengths, released_at, dispute_reason, decision_reason, version)
        SELECT pg_catalog.gen_random_uuid(), due.evaluation_id, due.agent_id, 'released', '', pg_catalog.now(), '', '', 1
        FROM due
        ON CONFLICT (evaluation_id) DO NOTHING
        RETURNING id, evaluation_id
    )
    INSERT INTO public.feedback_steps (id, feedback_id, evaluation_id, at, kind, note)
    SELECT pg_catalog.gen_random_uuid(), r.id, r.evaluation_id, pg_catalog.now(), 'released', '' FROM released AS r;
END
$$;
