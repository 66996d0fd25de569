-- What an agent with a login reads besides what any login does: the calls that a panel gave them to score and those of
-- their own whose result was released, with their sound and words; and to hear how it is done, the sound of the cases
-- that show it. For their logins alone: a condition on keys would keep the lists of everybody else from being read off
-- an index.

-- What was given and not taken back.
CREATE FUNCTION server.my_given_calls() RETURNS uuid[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
BEGIN
    RETURN ARRAY(
        SELECT a.call_id FROM public.assignments AS a
        WHERE a.inspector_id = mine AND a.purpose = 'calibration' AND a.state <> 'withdrawn'
    );
END
$$;

CREATE FUNCTION server.my_released_calls() RETURNS uuid[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN ARRAY(SELECT e.call_id FROM public.evaluations AS e WHERE e.id = ANY (server.released_to_me()));
END
$$;

-- The calls of the cases that show how it is done: one for each criterion that a released result says they failed
-- themself, the one that `CaseListRepository.telling` chooses, where it has a passage of it. None that waits for them.
CREATE FUNCTION server.my_shown_calls() RETURNS uuid[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    waiting CONSTANT uuid[] := server.my_open_calls();
BEGIN
    RETURN ARRAY(
        SELECT DISTINCT shown.call_id
        FROM (
            SELECT DISTINCT f.criterion_key FROM public.deduction_facts AS f
            WHERE f.evaluation_id = ANY (server.released_to_me()) AND f.cause_owner_kind = 'agent'
        ) AS failed
        CROSS JOIN LATERAL (
            SELECT v.call_id
            FROM public.case_versions AS v
            JOIN public.standard_cases AS c ON c.id = v.case_id
            JOIN public.case_answers AS a ON a.case_id = v.case_id AND a.number = v.number
                AND a.criterion_key = failed.criterion_key
            WHERE v.is_current AND v.state = 'valid' AND v.call_id <> ALL (waiting)
                AND NOT a.na AND coalesce(a.rating::jsonb, 'null') <> 'null'
                AND pg_catalog.strpos(v.facet_line, E'\x1ecriterion=' || failed.criterion_key || E'\x1e') = 0
                AND EXISTS (
                    SELECT FROM public.case_marks AS m
                    WHERE m.case_id = v.case_id AND m.number = v.number AND m.criterion_key = failed.criterion_key
                )
            ORDER BY NOT v.is_benchmark, pg_catalog.array_position({{difficulties}}, v.difficulty::text),
                pg_catalog.length(c.code), c.code
            LIMIT 1
        ) AS shown
    );
END
$$;

-- What an agent is told of such a call: what it takes to find its sound and to name it, not whose call it was.
CREATE FUNCTION server.calls_shown_to_me()
    RETURNS TABLE (id uuid, key text, started_at timestamptz, duration_s double precision, mode text, version integer)
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY
    SELECT c.id, c.key::text, c.started_at, c.duration_s::double precision, c.mode::text, c.version
    FROM public.calls AS c WHERE c.id = ANY (server.my_shown_calls());
END
$$;

CREATE POLICY of_agents ON public.calls FOR SELECT TO {{agent}} USING (
    id = ANY ((SELECT server.my_given_calls())::uuid[])
    OR id = ANY ((SELECT server.my_released_calls())::uuid[])
);
DO $$
DECLARE
    line record;
    theirs CONSTANT text := 'call_id = ANY ((SELECT server.my_given_calls())::uuid[])'
        ' OR call_id = ANY ((SELECT server.my_released_calls())::uuid[])';
    heard CONSTANT text := theirs || ' OR call_id = ANY ((SELECT server.my_shown_calls())::uuid[])';
BEGIN
    FOR line IN
        SELECT * FROM (VALUES
            ('call_attributes', theirs),
            ('call_talk', theirs),
            ('recordings', heard),
            -- what was said in a case is heard, not read
            ('transcripts', 'recording_id IN (SELECT r.id FROM public.recordings AS r WHERE ' || theirs || ')')
        ) AS lines (place, condition)
    LOOP
        EXECUTE pg_catalog.format(
            'CREATE POLICY of_agents ON public.%I FOR SELECT TO {{agent}} USING (%s)', line.place, line.condition
        );
    END LOOP;
END
$$;
-- What lies under a recording is read with it.
CREATE POLICY of_agents ON public.transcript_segments FOR SELECT TO {{agent}} USING (
    transcript_id IN (SELECT t.id FROM public.transcripts AS t)
);
CREATE POLICY of_agents ON public.masked_passages FOR SELECT TO {{agent}} USING (
    state = 'confirmed' AND recording_id IN (SELECT r.id FROM public.recordings AS r)
);
