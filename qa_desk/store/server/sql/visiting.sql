-- An agent at somebody's desk: the login that is connected is a colleague's, so the server answers for the agent.
-- A code is used up by asking; what comes back is what was released to that agent, and nothing else of theirs.

-- Wrong codes cost time, by login; the same rule as `domain.accounts.Failures`.
CREATE FUNCTION server.lay_code_wait() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    failed record;
    wait interval;
    at timestamptz := pg_catalog.clock_timestamp();
BEGIN
    SELECT f.n_failures, f.last_at INTO failed FROM public.sign_in_failures AS f
    WHERE f.subject = 'agent codes of ' || session_user FOR UPDATE;
    IF NOT FOUND OR failed.n_failures < 3 OR at < failed.last_at THEN
        RETURN 0;
    END IF;
    wait := least(interval '5 seconds' * pg_catalog.power(2, least(failed.n_failures - 3, 16)), interval '15 minutes');
    RETURN greatest(0, pg_catalog.ceil(extract(epoch FROM failed.last_at + wait - at)))::integer;
END
$$;

CREATE FUNCTION server.lay_results_of(agent uuid) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce(
        pg_catalog.jsonb_agg(
            pg_catalog.jsonb_build_object(
                'call_key', c.key, 'started_at', c.started_at, 'released_at', f.released_at,
                'score', e.score, 'agent_score', e.agent_score, 'passed', e.passed
            )
            ORDER BY f.released_at DESC, c.key
        ),
        '[]'
    )
    FROM public.feedback AS f
    JOIN public.evaluations AS e ON e.id = f.evaluation_id
    JOIN public.calls AS c ON c.id = e.call_id
    WHERE f.agent_id = agent AND f.state <> 'held' AND e.state = 'submitted' AND NOT e.sealed
        AND e.purpose = ANY ({{purposes of agent}})
        -- it is shown at the desk of a colleague, who may have that very call to score
        AND e.call_id <> ALL (server.my_open_calls());
END;

CREATE FUNCTION server.redeem_code(digest text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wait_s integer;
    agent uuid;
    at timestamptz := pg_catalog.clock_timestamp();
    counted text := 'agent codes of ' || session_user;
BEGIN
    IF server.me() IS NULL AND NOT server.is_keeper() THEN
        RAISE insufficient_privilege USING MESSAGE = 'this login belongs to nobody';
    END IF;
    wait_s := server.lay_code_wait();
    IF wait_s > 0 THEN
        RETURN pg_catalog.jsonb_build_object('wait_s', wait_s);
    END IF;
    UPDATE public.agent_codes AS c SET used_at = at
    WHERE c.digest = redeem_code.digest AND c.used_at IS NULL AND at < c.expires_at
        AND EXISTS (
            SELECT FROM public.people AS p JOIN public.person_roles AS r ON r.person_id = p.id AND r.role = 'agent'
            WHERE p.id = c.person_id AND (p.left_on IS NULL OR p.left_on >= at::date)
        )
    RETURNING c.person_id INTO agent;
    IF agent IS NULL THEN
        INSERT INTO public.sign_in_failures AS f (subject, n_failures, last_at) VALUES (counted, 1, at)
        ON CONFLICT (subject) DO UPDATE SET n_failures = f.n_failures + 1, last_at = at;
        RETURN '{}';
    END IF;
    DELETE FROM public.sign_in_failures AS f WHERE f.subject = counted;
    RETURN pg_catalog.jsonb_build_object('person_id', agent, 'results', server.lay_results_of(agent));
END
$$;
