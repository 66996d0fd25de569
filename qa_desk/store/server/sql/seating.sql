-- Practice and sittings of members: what may be taken up, when a sitting begins and ends, and what comes of it. Moments,
-- counts and verdicts are the server's own.

-- What a member takes up themself is a case in force on its own call and form; in a sitting it is one they never met.
CREATE FUNCTION server.guard_seat() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
    given record;
BEGIN
    SELECT a.call_id, v.version_id, a.purpose, f.scorecard_id INTO given
    FROM public.assignments AS a
    JOIN public.case_versions AS v ON v.call_id = a.call_id AND v.version_id = a.version_id
    JOIN public.scorecard_versions AS f ON f.id = v.version_id
    WHERE a.id = NEW.assignment_id AND v.case_id = NEW.case_id AND v.number = NEW.number
        AND v.is_current AND v.state = 'valid';
    IF NOT FOUND OR (given.purpose = 'qualification') <> (NEW.qualification_id IS NOT NULL) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a case in force is scored on its own call and form';
    END IF;
    IF NEW.qualification_id IS NULL THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.qualifications AS q
        WHERE q.id = NEW.qualification_id AND q.person_id = mine AND q.scorecard_id = given.scorecard_id
            AND q.xmin = pg_catalog.pg_current_xact_id()::xid
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a set is drawn when its sitting begins';
    END IF;
    IF EXISTS (SELECT FROM public.case_exposures AS x WHERE x.case_id = NEW.case_id AND x.person_id = mine)
        OR EXISTS (
            SELECT FROM public.case_versions AS v
            WHERE v.case_id = NEW.case_id AND mine IN (v.author_id, v.owner_id, v.approved_by)
        )
        OR EXISTS (
            SELECT FROM public.assignments AS a
            WHERE a.call_id = given.call_id AND a.inspector_id = mine AND a.state <> 'withdrawn'
                AND a.id <> NEW.assignment_id
        )
        OR EXISTS (
            SELECT FROM public.session_calls AS c
            JOIN public.calibration_sessions AS s ON s.id = c.session_id
            LEFT JOIN public.session_seats AS p ON p.session_id = s.id AND p.person_id = mine
            WHERE c.call_id = given.call_id AND (p.person_id IS NOT NULL OR s.lead_id = mine)
        )
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'the cases of a sitting are unseen by whoever sits it';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_entry BEFORE INSERT ON public.seated_cases FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_seat();

CREATE FUNCTION server.guard_practice_result() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.evaluations AS e JOIN public.seated_cases AS c ON c.assignment_id = e.assignment_id
        WHERE e.id = NEW.evaluation_id AND c.case_id = NEW.case_id AND c.number = NEW.number
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a result is of the case that was given to be scored';
    END IF;
    IF EXISTS (
        SELECT FROM server.lay_judged(NEW.evaluation_id) AS judged
        WHERE NOT judged.agrees AND NOT EXISTS (
            SELECT FROM jsonb_array_elements(NEW.judgements) AS j
            WHERE j ->> 'criterion' = judged.key AND j ->> 'mistake' <> 'none'
                AND (j -> 'critical')::boolean = judged.is_critical
                AND (j ->> 'mistake' IN ('miss', 'false_alarm', 'na_confusion')) = judged.is_wrong_verdict
        )
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a result names every mistake';
    END IF;
    NEW.n_criteria := jsonb_array_length(NEW.judgements);
    NEW.n_agreeing := (
        SELECT count(*) FROM jsonb_array_elements(NEW.judgements) AS j WHERE j ->> 'mistake' = 'none'
    );
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_entry BEFORE INSERT ON public.practice_results FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_practice_result();

-- How often others answered each criterion of a case as settled when they first met it, for whoever handed theirs in or
-- keeps the library; of too few people nothing, as one could guess who said what.
CREATE FUNCTION server.others_said(of_case uuid, of_number integer, than uuid)
    RETURNS TABLE (criterion text, n_people bigint, n_agreeing bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- whoever could leave out now this one, now that one would learn what each said
    of_whom CONSTANT uuid := CASE WHEN {{may keep_cases}} THEN than ELSE server.me() END;
BEGIN
    IF NOT {{may keep_cases}} AND NOT EXISTS (
        SELECT FROM public.practice_results AS r
        WHERE r.case_id = of_case AND r.number = of_number AND r.person_id = of_whom
    ) THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH firsts AS (
        SELECT DISTINCT ON (r.person_id) r.person_id, r.judgements
        FROM public.practice_results AS r
        JOIN public.evaluations AS e ON e.id = r.evaluation_id
        JOIN public.seated_cases AS c ON c.assignment_id = e.assignment_id
        LEFT JOIN public.qualifications AS q ON q.id = c.qualification_id
        WHERE r.case_id = of_case AND r.number = of_number
            AND (c.qualification_id IS NULL OR q.finished_at IS NOT NULL)
        ORDER BY r.person_id, r.finished_at, r.evaluation_id
    )
    SELECT j ->> 'criterion', count(*), count(*) FILTER (WHERE j ->> 'mistake' = 'none')
    FROM firsts AS f CROSS JOIN LATERAL jsonb_array_elements(f.judgements) AS j
    WHERE f.person_id IS DISTINCT FROM of_whom
    GROUP BY j ->> 'criterion' HAVING count(*) >= {{fewest others}};
END
$$;

-- A rule can be passed and can be failed; how often it is wrong about somebody is told to whoever writes it.
CREATE FUNCTION server.guard_blueprint() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF pg_catalog.jsonb_array_length(NEW.definition -> 'rules') = 0 OR EXISTS (
        SELECT FROM pg_catalog.jsonb_array_elements(NEW.definition -> 'rules') AS r
        WHERE (r ->> 'n_allowed')::integer NOT BETWEEN 0 AND (r ->> 'n_judgements')::integer - 1
    ) OR (NEW.definition ->> 'months')::integer < 1 THEN
        RAISE insufficient_privilege USING MESSAGE = 'a qualification can be passed, can be failed, and ends';
    END IF;
    NEW.written_at := pg_catalog.now();
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_entry BEFORE INSERT ON public.blueprints FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_blueprint();

-- What a set is drawn by follows from who sits what for the how-manieth time, so that nobody chooses it.
CREATE FUNCTION server.lay_seed(blueprint uuid, person uuid, attempt integer) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN ('x' || pg_catalog.left(pg_catalog.encode(pg_catalog.sha256(
        pg_catalog.uuid_send(blueprint) || pg_catalog.uuid_send(person) || pg_catalog.int4send(attempt)
    ), 'hex'), 16))::bit(64)::bigint;
END
$$;

-- A sitting begins now, on a blueprint in use, one at a time, and after failing not before its days have passed.
CREATE FUNCTION server.guard_sitting_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
    written record;
    today CONSTANT date := server.lay_centre_day(pg_catalog.now());
BEGIN
    SELECT b.scorecard_id, b.definition AS plan INTO written
    FROM public.blueprints AS b WHERE b.id = NEW.blueprint_id AND b.ended_at IS NULL;
    IF NOT FOUND OR written.scorecard_id <> NEW.scorecard_id OR EXISTS (
        SELECT FROM public.qualifications AS q WHERE q.person_id = mine AND q.finished_at IS NULL
    ) OR today < (
        SELECT server.lay_centre_day(q.finished_at) + (written.plan ->> 'resit_days')::integer
        FROM public.qualifications AS q
        WHERE q.person_id = mine AND q.blueprint_id = NEW.blueprint_id AND NOT q.passed
        ORDER BY q.started_at DESC LIMIT 1
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a sitting begins on a blueprint in use, when it is free to';
    END IF;
    NEW.attempt := 1 + (
        SELECT count(*) FROM public.qualifications AS q
        WHERE q.person_id = mine AND q.blueprint_id = NEW.blueprint_id
    );
    IF NEW.seed <> server.lay_seed(NEW.blueprint_id, mine, NEW.attempt) THEN
        RAISE insufficient_privilege USING MESSAGE = 'what a set is drawn by is not chosen';
    END IF;
    NEW.started_at := pg_catalog.now();
    NEW.due_at := pg_catalog.now() + (written.plan ->> 'minutes')::integer * interval '1 minute';
    SELECT sum((r ->> 'n_judgements')::integer), sum((r ->> 'n_allowed')::integer)
    INTO NEW.n_judgements, NEW.n_allowed_errors
    FROM jsonb_array_elements(written.plan -> 'rules') AS r;
    NEW.n_errors := NULL;
    NEW.passed := NULL;
    NEW.valid_until := NULL;
    NEW.outcome := NULL;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_entry BEFORE INSERT ON public.qualifications FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_sitting_entry();

-- A sitting gets its verdict once, from the server, and none before everything is handed in or taken away. It ended with
-- what was handed in last, or when its time was over, or now; from then on its certificate holds.
CREATE FUNCTION server.guard_qualification() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    plan CONSTANT jsonb := (SELECT b.definition FROM public.blueprints AS b WHERE b.id = OLD.blueprint_id);
    found CONSTANT jsonb := server.lay_outcome(OLD.id);
BEGIN
    IF OLD.finished_at IS NOT NULL OR NEW.passed IS NULL OR EXISTS (
        SELECT FROM public.seated_cases AS c JOIN public.assignments AS a ON a.id = c.assignment_id
        WHERE c.qualification_id = OLD.id AND a.state IN ('waiting', 'begun')
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a sitting is judged once, when all of it is over';
    END IF;
    IF NEW.passed AND NOT (found -> 'passed')::boolean THEN
        RAISE insufficient_privilege USING MESSAGE = 'who made more errors than are allowed has not passed';
    END IF;
    NEW.passed := found -> 'passed';
    NEW.outcome := found;
    NEW.n_errors := (
        SELECT coalesce(sum((r -> 'n_errors')::integer), 0) FROM jsonb_array_elements(found -> 'rules') AS r
    );
    NEW.finished_at := pg_catalog.now();
    IF found -> 'n_handed_in' = found -> 'n_cases' THEN
        NEW.finished_at := coalesce((
            SELECT max(e.submitted_at) FROM public.seated_cases AS c
            JOIN public.evaluations AS e ON e.assignment_id = c.assignment_id
            WHERE c.qualification_id = OLD.id
        ), NEW.finished_at);
    END IF;
    NEW.finished_at := least(NEW.finished_at, OLD.due_at);
    NEW.valid_until := NULL;
    IF NEW.passed THEN
        NEW.valid_until := server.lay_centre_day(NEW.finished_at) + (plan ->> 'months')::integer * interval '1 month';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_change BEFORE UPDATE ON public.qualifications FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_qualification();

-- What is handed in after the time of its sitting is not taken; the work of handing in is allowed some seconds.
CREATE FUNCTION server.guard_time_of_sitting() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.seated_cases AS c JOIN public.qualifications AS q ON q.id = c.qualification_id
        WHERE c.assignment_id = NEW.assignment_id
            AND (q.finished_at IS NOT NULL OR q.due_at + interval '{{seconds of grace}} seconds' < pg_catalog.now())
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'the time of this sitting is over';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_time BEFORE UPDATE ON public.evaluations FOR EACH ROW
    WHEN (NEW.purpose = 'qualification' AND NEW.state = 'submitted' AND OLD.state <> 'submitted'
        AND NOT server.is_trusted())
    EXECUTE FUNCTION server.guard_time_of_sitting();
