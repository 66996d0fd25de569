-- What was handed in on standard cases is compared by whoever handed it in, as nobody else may read both sides before.
-- So the server compares once more, as `domain.practice.compared` does, and gives the verdict of a sitting itself.

-- Whether a criterion was to be asked, by what was said to those it hangs on. `said` has by criterion its rating and
-- reasons, without those that are N/A or missing.
CREATE FUNCTION server.lay_is_asked(sections jsonb, criterion text, said jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asked text := criterion;
    condition jsonb;
BEGIN
    LOOP
        condition := NULL;
        SELECT c -> 'shown_when' INTO condition
        FROM jsonb_array_elements(sections) AS s, jsonb_array_elements(s -> 'criteria') AS c
        WHERE c ->> 'key' = asked;
        IF coalesce(condition, 'null'::jsonb) = 'null'::jsonb THEN
            RETURN true;
        ELSIF (said -> (condition ->> 'criterion') -> 'rating') IS DISTINCT FROM (condition -> 'value') THEN
            RETURN false;
        END IF;
        asked := condition ->> 'criterion';
    END LOOP;
END
$$;

-- The share of its points that a criterion was given, 0 to 1; NULL where it was given none.
CREATE FUNCTION server.lay_fraction(criterion jsonb, given jsonb) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    scale CONSTANT jsonb := criterion -> 'scale';
BEGIN
    RETURN CASE scale ->> 'type'
        WHEN 'pass_fail' THEN CASE given -> 'rating' WHEN 'true'::jsonb THEN 1 ELSE 0 END
        WHEN 'levels' THEN (given ->> 'rating')::numeric / (
            SELECT max((l ->> 'points')::numeric) FROM jsonb_array_elements(scale -> 'levels') AS l
        )
        WHEN 'points' THEN (given ->> 'rating')::numeric / (scale ->> 'max')::numeric
        WHEN 'deduction' THEN greatest(0, (scale ->> 'max')::numeric - (
            SELECT coalesce(sum((r ->> 'points')::numeric), 0) FROM jsonb_array_elements(criterion -> 'reasons') AS r
            WHERE given -> 'reasons' ? (r ->> 'key')
        )) / (scale ->> 'max')::numeric
    END;
END
$$;

-- Every criterion that the case has settled and that was to be asked of either: whether it was answered as settled, and
-- whether it passed, failed or did not apply otherwise.
CREATE FUNCTION server.lay_judged(evaluation uuid)
    RETURNS TABLE (key text, is_critical boolean, agrees boolean, is_wrong_verdict boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held record;
    given jsonb;
    settled jsonb;
BEGIN
    SELECT c.case_id, c.number, v.definition::jsonb AS sections INTO held
    FROM public.evaluations AS e
    JOIN public.seated_cases AS c ON c.assignment_id = e.assignment_id
    JOIN public.scorecard_versions AS v ON v.id = e.version_id
    WHERE e.id = evaluation;
    SELECT coalesce(jsonb_object_agg(a.criterion_key, jsonb_build_object('rating', a.rating, 'reasons', (
        SELECT coalesce(jsonb_agg(r.reason_key), '[]') FROM public.answer_reasons AS r WHERE r.answer_id = a.id
    ))), '{}') INTO given
    FROM public.answers AS a
    WHERE a.evaluation_id = evaluation AND NOT a.na AND coalesce(a.rating, 'null') <> 'null'::jsonb;
    SELECT coalesce(
        jsonb_object_agg(s.criterion_key, jsonb_build_object('rating', s.rating, 'reasons', s.reasons)), '{}'
    ) INTO settled
    FROM public.case_answers AS s
    WHERE s.case_id = held.case_id AND s.number = held.number
        AND NOT s.na AND coalesce(s.rating, 'null') <> 'null'::jsonb;
    RETURN QUERY
    WITH rated AS (
        SELECT
            c, c ->> 'key' AS key, asked.theirs AS was_asked, asked.meant AS was_meant,
            CASE WHEN asked.theirs THEN server.lay_fraction(c, given -> (c ->> 'key')) END AS found,
            CASE WHEN asked.meant THEN server.lay_fraction(c, settled -> (c ->> 'key')) END AS expected
        FROM jsonb_array_elements(held.sections) AS s, jsonb_array_elements(s -> 'criteria') AS c
        CROSS JOIN LATERAL (
            SELECT -- few criteria hang on another, and only for these the form is gone through again
                coalesce(c -> 'shown_when', 'null') = 'null'
                    OR server.lay_is_asked(held.sections, c ->> 'key', given) AS theirs,
                coalesce(c -> 'shown_when', 'null') = 'null'
                    OR server.lay_is_asked(held.sections, c ->> 'key', settled) AS meant
        ) AS asked
        JOIN public.case_answers AS a
            ON a.case_id = held.case_id AND a.number = held.number AND a.criterion_key = c ->> 'key'
            AND (a.na OR coalesce(a.rating, 'null') <> 'null'::jsonb)
        WHERE asked.theirs OR asked.meant
    ), failed AS (
        SELECT r.*, r.found < 1 AND NOT (r.c -> 'bonus')::boolean AS found_failed,
            r.expected < 1 AND NOT (r.c -> 'bonus')::boolean AS expected_failed
        FROM rated AS r
    )
    SELECT
        f.key,
        coalesce(f.c -> 'critical', 'null') <> 'null'::jsonb,
        CASE
            WHEN f.found IS NULL OR f.expected IS NULL THEN f.found IS NULL AND f.expected IS NULL
            WHEN f.found_failed <> f.expected_failed OR f.found <> f.expected THEN false
            ELSE NOT f.expected_failed OR settled -> f.key -> 'reasons' = '[]'::jsonb
                OR EXISTS (
                    SELECT FROM jsonb_array_elements_text(settled -> f.key -> 'reasons') AS r (key)
                    WHERE given -> f.key -> 'reasons' ? r.key
                )
        END,
        (f.found IS NULL) <> (f.expected IS NULL) OR coalesce(f.found_failed <> f.expected_failed, false)
    FROM failed AS f;
END
$$;

-- Whether a set has as many cases as were planned, in all and of each kind.
CREATE FUNCTION server.lay_is_planned(sitting uuid, plan jsonb) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (plan ->> 'n_cases')::integer = (
        SELECT count(*) FROM public.seated_cases AS c WHERE c.qualification_id = sitting
    ) AND NOT EXISTS (
        SELECT FROM jsonb_array_elements(plan -> 'quotas') AS q
        WHERE (q ->> 'n_cases')::integer > (
            SELECT count(*) FROM public.seated_cases AS c
            JOIN public.case_versions AS v ON v.case_id = c.case_id AND v.number = c.number
            WHERE c.qualification_id = sitting AND CASE q ->> 'kind'
                WHEN 'difficulty' THEN v.difficulty = q ->> 'value'
                WHEN 'language' THEN v.language = q ->> 'value'
                ELSE EXISTS (
                    SELECT FROM public.case_answers AS a
                    JOIN public.criteria AS k ON k.version_id = v.version_id AND k.key = a.criterion_key
                    WHERE a.case_id = c.case_id AND a.number = c.number AND NOT a.na
                        AND k.critical = q ->> 'value'
                        AND (a.rating = 'false'::jsonb OR (q ->> 'kind' = 'family' AND a.rating = 'true'::jsonb))
                )
            END
        )
    );
END
$$;

-- What came of a sitting: the errors of each rule among exactly its first judgements in the order of the set, where what
-- is not handed in is one, and what is not critical. It is passed on a set as it was planned alone.
CREATE FUNCTION server.lay_outcome(sitting uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    plan CONSTANT jsonb := (
        SELECT b.definition FROM public.qualifications AS q JOIN public.blueprints AS b ON b.id = q.blueprint_id
        WHERE q.id = sitting
    );
    found record;
BEGIN
    WITH seats AS (
        SELECT c.case_id, c.number, c.position, v.version_id, e.id AS evaluation_id
        FROM public.seated_cases AS c
        JOIN public.case_versions AS v ON v.case_id = c.case_id AND v.number = c.number
        LEFT JOIN public.evaluations AS e ON e.assignment_id = c.assignment_id AND e.state = 'submitted'
        WHERE c.qualification_id = sitting
    ), judged AS MATERIALIZED (
        SELECT s.case_id, j.key, j.is_critical, j.agrees, j.is_wrong_verdict
        FROM seats AS s CROSS JOIN LATERAL server.lay_judged(s.evaluation_id) AS j
        WHERE s.evaluation_id IS NOT NULL
    ), counted AS (
        SELECT r.rule, r.place, j.is_error,
            row_number() OVER (PARTITION BY r.place ORDER BY j.position, j.of_form) AS at
        FROM jsonb_array_elements(plan -> 'rules') WITH ORDINALITY AS r (rule, place)
        LEFT JOIN (
            SELECT k.critical AS family, a.rating, s.position, k.position AS of_form,
                s.evaluation_id IS NULL OR EXISTS (
                    SELECT FROM judged AS j WHERE j.case_id = s.case_id AND j.key = k.key AND j.is_wrong_verdict
                ) AS is_error
            FROM seats AS s
            JOIN public.case_answers AS a ON a.case_id = s.case_id AND a.number = s.number AND NOT a.na
            JOIN public.criteria AS k ON k.version_id = s.version_id AND k.key = a.criterion_key
            WHERE a.rating IN ('true'::jsonb, 'false'::jsonb)
        ) AS j ON j.family = r.rule ->> 'family'
            AND (r.rule ->> 'side' = 'all' OR (r.rule ->> 'side' = 'failing') = (j.rating = 'false'::jsonb))
    ), rules AS (
        SELECT c.rule, c.place, count(c.is_error) AS n, count(*) FILTER (WHERE c.is_error) AS n_errors
        FROM counted AS c WHERE c.at <= (c.rule ->> 'n_judgements')::integer
        GROUP BY c.rule, c.place
    )
    SELECT
        (SELECT jsonb_agg(jsonb_build_object('rule', r.rule, 'n_errors', r.n_errors) ORDER BY r.place)
            FROM rules AS r) AS rules,
        (SELECT coalesce(bool_and(
                r.n = (r.rule ->> 'n_judgements')::integer AND r.n_errors <= (r.rule ->> 'n_allowed')::integer
            ), false) FROM rules AS r) AS are_met,
        (SELECT count(*) FROM judged AS j WHERE NOT j.is_critical) AS n_other,
        (SELECT count(*) FROM judged AS j WHERE NOT j.is_critical AND j.agrees) AS n_agreeing,
        (SELECT count(s.evaluation_id) FROM seats AS s) AS n_handed_in,
        (SELECT count(*) FROM seats AS s) AS n_cases
    INTO found;
    RETURN jsonb_build_object(
        'rules', found.rules,
        'n_other', found.n_other,
        'n_other_agreeing', found.n_agreeing,
        'n_handed_in', found.n_handed_in,
        'n_cases', found.n_cases,
        'passed', found.are_met
            AND server.lay_is_planned(sitting, plan)
            AND (plan ->> 'other_share' IS NULL OR (
                found.n_other > 0 AND found.n_handed_in = found.n_cases
                AND found.n_agreeing >= (plan ->> 'other_share')::double precision * found.n_other
            ))
    );
END
$$;
