-- What was handed in on standard cases is compared by whoever handed it in, as nobody else may read both sides before.
-- So the server compares once more where an error weighs: no critical mistake is left out of a result, and nobody passes
-- whose mistakes are more than a rule allows.

-- What a critical criterion has come to: passed, failed, or na where it does not apply or was not asked. `said` has the
-- ratings by criterion, without those that are N/A or missing.
CREATE FUNCTION server.lay_verdict(definition jsonb, criterion text, said jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asked text := criterion;
    condition jsonb;
BEGIN
    LOOP
        SELECT c -> 'shown_when' INTO condition
        FROM jsonb_array_elements(definition -> 'sections') AS s, jsonb_array_elements(s -> 'criteria') AS c
        WHERE c ->> 'key' = asked;
        EXIT WHEN condition IS NULL OR condition = 'null'::jsonb;
        IF (said -> (condition ->> 'criterion')) IS DISTINCT FROM (condition -> 'value') THEN
            RETURN 'na';
        END IF;
        asked := condition ->> 'criterion';
    END LOOP;
    RETURN CASE said -> criterion WHEN 'true'::jsonb THEN 'passed' WHEN 'false'::jsonb THEN 'failed' ELSE 'na' END;
END
$$;

-- The critical criteria that somebody answered otherwise than the case has settled.
CREATE FUNCTION server.lay_critical_errors(evaluation uuid) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held record;
    given jsonb;
    settled jsonb;
BEGIN
    SELECT c.case_id, c.number, e.version_id, v.definition::jsonb AS definition INTO held
    FROM public.evaluations AS e
    JOIN public.seated_cases AS c ON c.assignment_id = e.assignment_id
    JOIN public.scorecard_versions AS v ON v.id = e.version_id
    WHERE e.id = evaluation;
    SELECT coalesce(jsonb_object_agg(a.criterion_key, a.rating), '{}') INTO given
    FROM public.answers AS a
    WHERE a.evaluation_id = evaluation AND NOT a.na AND coalesce(a.rating, 'null') <> 'null'::jsonb;
    SELECT coalesce(jsonb_object_agg(s.criterion_key, s.rating), '{}') INTO settled
    FROM public.case_answers AS s
    WHERE s.case_id = held.case_id AND s.number = held.number
        AND NOT s.na AND coalesce(s.rating, 'null') <> 'null'::jsonb;
    RETURN QUERY
    SELECT k.key FROM public.criteria AS k
    JOIN public.case_answers AS s
        ON s.case_id = held.case_id AND s.number = held.number AND s.criterion_key = k.key
    WHERE k.version_id = held.version_id AND k.critical IS NOT NULL
        AND (s.na OR coalesce(s.rating, 'null') <> 'null'::jsonb)
        AND server.lay_verdict(held.definition, k.key, given) <> server.lay_verdict(held.definition, k.key, settled);
END
$$;

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
        SELECT FROM server.lay_critical_errors(NEW.evaluation_id) AS wrong (key)
        WHERE NOT EXISTS (
            SELECT FROM jsonb_array_elements(NEW.judgements) AS j
            WHERE j ->> 'criterion' = wrong.key AND (j -> 'critical') = 'true'::jsonb
                AND j ->> 'mistake' IN ('miss', 'false_alarm', 'na_confusion')
        )
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a result names every critical mistake';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_entry BEFORE INSERT ON public.practice_results FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_practice_result();

-- Whether a rule of the blueprint is broken: of its first judgements in the order of the set more are wrong, or not
-- handed in, than it allows.
CREATE FUNCTION server.lay_sitting_fails(sitting uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM public.qualifications AS q
        JOIN public.blueprints AS b ON b.id = q.blueprint_id
        CROSS JOIN jsonb_array_elements(b.definition -> 'rules') AS r
        WHERE q.id = sitting AND (r ->> 'n_allowed')::integer < (
            SELECT count(*) FROM (
                SELECT e.id AS evaluation_id, k.key
                FROM public.seated_cases AS c
                JOIN public.case_versions AS v ON v.case_id = c.case_id AND v.number = c.number
                JOIN public.case_answers AS s ON s.case_id = c.case_id AND s.number = c.number
                JOIN public.criteria AS k ON k.version_id = v.version_id AND k.key = s.criterion_key
                LEFT JOIN public.evaluations AS e ON e.assignment_id = c.assignment_id AND e.state = 'submitted'
                WHERE c.qualification_id = sitting AND k.critical = r ->> 'family'
                    AND NOT s.na AND s.rating IN ('true'::jsonb, 'false'::jsonb)
                    AND (r ->> 'side' = 'all' OR (r ->> 'side' = 'failing') = (s.rating = 'false'::jsonb))
                ORDER BY c.position, k.position
                LIMIT (r ->> 'n_judgements')::integer
            ) AS counted
            WHERE counted.evaluation_id IS NULL
                OR counted.key IN (SELECT server.lay_critical_errors(counted.evaluation_id))
        )
    );
END
$$;
