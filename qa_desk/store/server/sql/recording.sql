-- Facts of record and texts to be found, laid from what authors took out of their evaluations (`store.record`): the
-- same as `store.record.in_file` does in a workspace of one person.

-- Lets evaluations be found by what was said in them; what is sealed or not handed in is passed over.
CREATE FUNCTION server.publish(evaluations uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    open_ones CONSTANT uuid[] := ARRAY(
        SELECT e.id FROM public.evaluations AS e
        WHERE e.id = ANY (evaluations) AND NOT e.sealed AND e.state = 'submitted'
    );
BEGIN
    PERFORM server.lay_signed_in();
    DELETE FROM public.search_documents AS d WHERE d.kind = 'evaluation' AND d.object_id = ANY (open_ones);
    INSERT INTO public.search_documents (kind, object_id, call_id, evaluation_id, title, body, tokens, changed_at)
    SELECT 'evaluation', e.id, e.call_id, e.id, c.key, x.content -> 'search' ->> 'body',
        x.content -> 'search' ->> 'tokens', pg_catalog.now()
    FROM public.evaluations AS e
    JOIN public.calls AS c ON c.id = e.call_id
    JOIN public.evaluation_extracts AS x ON x.evaluation_id = e.id
    WHERE e.id = ANY (open_ones) AND x.content -> 'search' ->> 'body' <> '';
END
$$;

-- The facts of each call's evaluation of record: what an accepted dispute led to, then routine before overlap, the
-- first assigned before others. After a dispute facts name who had scored the call, as who decided judged but what was
-- disputed.
CREATE FUNCTION server.lay_facts(calls uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    zone CONSTANT text := coalesce((
        SELECT s.value #>> '{}' FROM public.centre_settings AS s
        WHERE s.key = 'time_zone' ORDER BY s.valid_from DESC LIMIT 1
    ), 'UTC');
    chosen record;
    lost double precision;
BEGIN
    DELETE FROM public.scored_facts AS f WHERE f.call_id = ANY (calls);
    FOR chosen IN
        SELECT DISTINCT ON (e.call_id)
            e.id, e.call_id, coalesce(disputed.inspector_id, e.inspector_id) AS inspector_id, c.unit_id, c.agent_id,
            c.business_type, c.campaign, c.customer_segment, c.service_stage,
            (coalesce(c.started_at, e.submitted_at) AT TIME ZONE zone)::date AS day,
            k.key AS scorecard_key, v.number AS version_number, x.content -> 'facts' AS facts
        FROM public.evaluations AS e
        JOIN public.assignments AS a ON a.id = e.assignment_id
        JOIN public.calls AS c ON c.id = e.call_id
        JOIN public.scorecard_versions AS v ON v.id = e.version_id
        JOIN public.scorecards AS k ON k.id = v.scorecard_id
        JOIN public.evaluation_extracts AS x ON x.evaluation_id = e.id
        LEFT JOIN public.feedback AS f ON f.superseding_id = e.id
        LEFT JOIN public.evaluations AS disputed ON disputed.id = f.evaluation_id
        WHERE e.call_id = ANY (calls) AND e.purpose IN ({{record purposes}}) AND e.mode = 'sampled'
            AND e.state = 'submitted' AND NOT e.sealed
            AND NOT EXISTS (SELECT FROM public.true_purposes AS t WHERE t.assignment_id = e.assignment_id)
        ORDER BY e.call_id, (f.id IS NULL), (e.purpose <> 'routine'), a.assigned_at, e.id
    LOOP
        CONTINUE WHEN pg_catalog.jsonb_typeof(chosen.facts) IS DISTINCT FROM 'object';
        -- to a millionth, as the program keeps it: sums of fractions end otherwise there
        lost := (
            SELECT pg_catalog.round(coalesce(sum((d.value ->> 'points')::numeric), 0), 6)
            FROM pg_catalog.jsonb_array_elements(chosen.facts -> 'deductions') AS d
        );
        INSERT INTO public.scored_facts
            (evaluation_id, call_id, day, unit_id, agent_id, inspector_id, scorecard_key, version_number, business_type,
            campaign, customer_segment, service_stage, score, score_before_policy, agent_score, passed, points_lost,
            applied_set)
        VALUES (
            chosen.id, chosen.call_id, chosen.day, chosen.unit_id, chosen.agent_id, chosen.inspector_id,
            chosen.scorecard_key, chosen.version_number, chosen.business_type, chosen.campaign,
            chosen.customer_segment, chosen.service_stage,
            (chosen.facts ->> 'score')::double precision, (chosen.facts ->> 'score_before_policy')::double precision,
            (chosen.facts ->> 'agent_score')::double precision, (chosen.facts ->> 'passed')::boolean, lost,
            -- the number of the set, as `domain.issue.set_number` has it
            ('x' || pg_catalog.left(pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(coalesce((
                SELECT pg_catalog.string_agg(o.criterion, E'\n' ORDER BY o.criterion COLLATE pg_catalog."C")
                FROM pg_catalog.jsonb_array_elements_text(chosen.facts -> 'opportunities') AS o (criterion)
            ), ''), 'UTF8')), 'hex'), 16))::bit(64)::bigint
        );
        INSERT INTO public.opportunity_facts (evaluation_id, criterion_key, day, unit_id)
        SELECT chosen.id, o.criterion, chosen.day, chosen.unit_id
        FROM pg_catalog.jsonb_array_elements_text(chosen.facts -> 'opportunities') AS o (criterion);
        WITH failed AS (
            SELECT pg_catalog.gen_random_uuid() AS id, d.value AS said,
                coalesce(
                    (SELECT p.name FROM public.departments AS p WHERE p.id = (d.value ->> 'owner_id')::uuid),
                    (SELECT u.path FROM public.units AS u WHERE u.id = (d.value ->> 'owner_id')::uuid),
                    ''
                ) AS owner_name
            FROM pg_catalog.jsonb_array_elements(chosen.facts -> 'deductions') AS d
        ), entered AS (
            INSERT INTO public.deduction_facts
                (id, evaluation_id, call_id, day, unit_id, agent_id, inspector_id, scorecard_key, version_number,
                section_key, criterion_key, reason_keys, points, critical, cause_owner_kind, cause_owner_name,
                business_type, campaign, customer_segment, service_stage, call_points, owner_points, why)
            SELECT f.id, chosen.id, chosen.call_id, chosen.day, chosen.unit_id, chosen.agent_id, chosen.inspector_id,
                chosen.scorecard_key, chosen.version_number, f.said ->> 'section', f.said ->> 'criterion',
                f.said -> 'reasons', (f.said ->> 'points')::double precision, f.said ->> 'critical',
                f.said ->> 'owner_kind', f.owner_name,
                chosen.business_type, chosen.campaign, chosen.customer_segment, chosen.service_stage, lost,
                -- as `domain.issue.ScoredFact.points_lost_to` has it
                pg_catalog.round(sum((f.said ->> 'points')::numeric) OVER (PARTITION BY
                    CASE WHEN f.said ->> 'owner_kind' = 'agent' THEN NULL ELSE f.owner_name END
                ), 6),
                -- as `domain.issue.why_number` has it
                ('x' || pg_catalog.left(pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.concat_ws(
                    E'\n', f.said ->> 'criterion', coalesce(f.said ->> 'critical', ''), f.said ->> 'owner_kind',
                    pg_catalog.jsonb_array_length(f.said -> 'reasons'), (
                        SELECT pg_catalog.string_agg(r.reason, E'\n' ORDER BY r.place)
                        FROM pg_catalog.jsonb_array_elements_text(f.said -> 'reasons')
                            WITH ORDINALITY AS r (reason, place)
                    ), f.owner_name
                ), 'UTF8')), 'hex'), 16))::bit(64)::bigint
            FROM failed AS f
            RETURNING id
        )
        INSERT INTO public.deduction_reason_facts (deduction_id, reason_key, day, unit_id, criterion_key)
        SELECT DISTINCT f.id, r.reason, chosen.day, chosen.unit_id, f.said ->> 'criterion'
        FROM failed AS f
        JOIN entered ON entered.id = f.id
        CROSS JOIN pg_catalog.jsonb_array_elements_text(f.said -> 'reasons') AS r (reason);
    END LOOP;
END
$$;

-- Opens what was concealed of these calls and nothing holds back any more, and writes their facts anew if there was
-- anything. To be called once more when the transaction that handed something in is over: before that it opens nothing.
CREATE FUNCTION server.open_due(calls uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    one uuid;
    concealed CONSTANT uuid[] := ARRAY(
        SELECT DISTINCT e.call_id
        FROM public.true_purposes AS t JOIN public.evaluations AS e ON e.assignment_id = t.assignment_id
        WHERE e.call_id = ANY (calls) AND e.state = 'submitted'
        ORDER BY e.call_id
    );
BEGIN
    PERFORM server.lay_signed_in();
    -- always in the same order: two who wait for each other would wait for ever
    FOREACH one IN ARRAY concealed LOOP
        PERFORM server.lay_turn(one);
        PERFORM server.lay_opened(ARRAY(
            SELECT e.id
            FROM public.evaluations AS e JOIN public.true_purposes AS t ON t.assignment_id = e.assignment_id
            WHERE e.call_id = one
        ));
        PERFORM server.lay_facts(ARRAY[one]);
    END LOOP;
END
$$;

-- The same, and writes the facts anew in any case.
CREATE FUNCTION server.follow_record(calls uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    one uuid;
BEGIN
    PERFORM server.lay_signed_in();
    FOR one IN SELECT DISTINCT c FROM pg_catalog.unnest(calls) AS c ORDER BY c LOOP
        PERFORM server.lay_turn(one);
    END LOOP;
    PERFORM server.open_due(calls);
    PERFORM server.lay_facts(calls);
END
$$;
