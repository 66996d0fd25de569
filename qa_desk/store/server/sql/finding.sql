-- What holds the words of a search, the newest first. A member's condition on a text is no way into an index, as it might
-- tell of hidden rows; these functions go by one, and what they say is read under the policies once more.

-- Of calls and transcripts none is hidden from who may look at calls. Planned anew each time: rare words are found by
-- their index, frequent ones walking back from the newest, and which they are a plan for any words can't know.
CREATE FUNCTION server.calls_found(words text, most integer) RETURNS SETOF integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT ({{may view_calls}} OR pg_catalog.pg_has_role(session_user, server.owner_role(), 'MEMBER')) THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE $q$
        SELECT d.number
        FROM public.search_documents AS d
        WHERE d.kind IN ('call', 'transcript')
            AND pg_catalog.to_tsvector('simple', d.tokens) @@ pg_catalog.to_tsquery('simple', $1)
        ORDER BY d.number DESC
        LIMIT $2
    $q$ USING words, most;
END
$$;

-- Of standard cases, but for those whose call one has to score; no more than `most`, where that is said. `runs` are the
-- pairs of longer Chinese words in their order, which what only holds the same pairs apart does not have. (A search for
-- a text within a text is three times as fast as LIKE.) Only ever by the index: however few are wanted, to take texts
-- apart until there are as many takes longer.
CREATE FUNCTION server.cases_found(words text, runs text[], most integer) RETURNS TABLE (case_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_indexscan = off
AS $$
DECLARE
    hidden CONSTANT uuid[] := server.my_open_calls();
BEGIN
    IF server.me() IS NULL AND NOT server.is_keeper() THEN
        RETURN;
    END IF;
    IF pg_catalog.cardinality(runs) = 0 THEN
        RETURN QUERY
        SELECT d.object_id
        FROM public.search_documents AS d
        WHERE d.kind = 'standard_case'
            AND pg_catalog.to_tsvector('simple', d.tokens) @@ pg_catalog.to_tsquery('simple', words)
            AND d.call_id <> ALL (hidden)
        LIMIT most;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT d.object_id
    FROM public.search_documents AS d
    WHERE d.kind = 'standard_case'
        AND pg_catalog.to_tsvector('simple', d.tokens) @@ pg_catalog.to_tsquery('simple', words)
        AND d.call_id <> ALL (hidden)
        AND pg_catalog.strpos(d.tokens, runs[1]) > 0
        AND (
            pg_catalog.cardinality(runs) = 1
            OR NOT EXISTS (
                SELECT FROM pg_catalog.unnest(runs[2:]) AS run WHERE pg_catalog.strpos(d.tokens, run) = 0
            )
        )
    LIMIT most;
END
$$;

-- Whether a row of a table may be read, by its policies as they stand: for functions that ask it of many rows at once.
CREATE FUNCTION server.lay_reading_rule(place regclass) RETURNS text
    -- with nothing on the path but what is everywhere, names come out whole
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT pg_catalog.concat_ws(
        ' AND ',
        pg_catalog.string_agg('(' || p.condition || ')', ' AND ') FILTER (WHERE NOT p.polpermissive),
        '(' || pg_catalog.string_agg('(' || p.condition || ')', ' OR ') FILTER (WHERE p.polpermissive) || ')'
    )
    FROM (
        SELECT polpermissive, pg_catalog.pg_get_expr(polqual, polrelid) AS condition
        FROM pg_catalog.pg_policy WHERE polrelid = place AND polcmd = 'r'
    ) AS p
$$;

-- Of evaluations. Who may read one stands in the index beside its words, so that nothing hidden is so much as fetched:
-- neither times nor what the server counts tell of it. (A blank is in no word that anybody writes.) What is read for
-- another reason than its author or purpose is looked through whole. All of it passes the policies of both tables,
-- which are taken as they stand.
DO $do$
DECLARE
    vector CONSTANT text := $c$(
        pg_catalog.to_tsvector('simple', tokens) || pg_catalog.array_to_tsvector(ARRAY[
            'author ' || coalesce(reach_author, ''), 'purpose ' || coalesce(reach_purpose, ''),
            'call ' || coalesce(reach_call, ''), 'evaluation ' || coalesce(reach_evaluation, '')
        ])
    )$c$;
BEGIN
    EXECUTE 'CREATE INDEX IF NOT EXISTS ix_search_documents_by_reader ON public.search_documents USING gin ('
        || vector || $c$) WHERE kind = 'evaluation'$c$;
    EXECUTE pg_catalog.format($f$
        CREATE FUNCTION server.evaluations_found(words text, most integer) RETURNS SETOF integer
            LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
        AS $$
        DECLARE
            wanted CONSTANT tsquery := pg_catalog.to_tsquery('simple', words);
            mine CONSTANT uuid := server.me();
            by_role CONSTANT text[] := server.purposes_after();
            in_hand CONSTANT uuid[] := ARRAY(
                SELECT key::uuid FROM pg_catalog.jsonb_object_keys(server.my_evaluations_in_hand()) AS key
            );
            seen tsquery;
            hidden tsquery;
        BEGIN
            IF pg_catalog.numnode(wanted) = 0 THEN
                RETURN;
            END IF;
            IF server.is_keeper() THEN
                RETURN QUERY
                SELECT number FROM public.search_documents WHERE kind = 'evaluation' AND %1$s @@ wanted
                ORDER BY number DESC LIMIT most;
                RETURN;
            END IF;
            IF mine IS NULL THEN
                RETURN;
            END IF;
            seen := (
                SELECT pg_catalog.string_agg(pg_catalog.quote_literal('purpose ' || one), ' | ')
                FROM pg_catalog.unnest(by_role) AS one
            )::tsquery;
            hidden := (
                SELECT pg_catalog.string_agg(pg_catalog.quote_literal('evaluation ' || reach_evaluation), ' | ')
                FROM public.search_documents
                WHERE evaluation_id IN (
                    SELECT key::uuid FROM pg_catalog.jsonb_object_keys(server.hidden_evaluations()) AS key
                )
            )::tsquery;
            seen := coalesce(CASE WHEN hidden IS NULL THEN seen ELSE seen && !!hidden END || own, seen, own)
                FROM (SELECT pg_catalog.quote_literal('author ' || mine)::tsquery AS own) AS x;
            hidden := (
                SELECT pg_catalog.string_agg(pg_catalog.quote_literal('call ' || key), ' | ')
                FROM pg_catalog.jsonb_object_keys(server.hidden_calls()) AS key
            )::tsquery;
            seen := CASE WHEN hidden IS NULL THEN seen ELSE seen && !!hidden END;
            RETURN QUERY
            WITH nearby AS MATERIALIZED (
                SELECT d.number, d.tokens
                FROM (
                    SELECT * FROM public.search_documents
                    WHERE kind = 'evaluation' AND evaluation_id IN (
                        SELECT pg_catalog.unnest(in_hand)
                        UNION SELECT e.id FROM public.evaluations AS e
                        WHERE e.session_id = ANY (server.my_sessions()) AND e.purpose <> ALL (by_role)
                        UNION SELECT pg_catalog.unnest(server.released_to_me())
                        UNION SELECT e.id FROM public.evaluations AS e JOIN public.calls AS c ON c.id = e.call_id
                        WHERE c.unit_id = ANY (server.my_units()) AND e.purpose <> ALL (by_role)
                    ) AND %2$s
                ) AS d
                WHERE EXISTS (SELECT FROM public.evaluations WHERE id = d.evaluation_id AND %3$s)
            ), held AS MATERIALIZED (
                SELECT number FROM public.search_documents WHERE kind = 'evaluation' AND %1$s @@ (wanted && seen)
            )
            SELECT number FROM nearby WHERE pg_catalog.to_tsvector('simple', tokens) @@ wanted
            UNION
            (
                SELECT d.number
                FROM (SELECT number FROM held ORDER BY number DESC) AS h
                CROSS JOIN LATERAL (
                    SELECT * FROM public.search_documents WHERE number = h.number AND %2$s OFFSET 0
                ) AS d
                WHERE EXISTS (SELECT FROM public.evaluations WHERE id = d.evaluation_id AND %3$s)
                LIMIT most
            )
            ORDER BY number DESC
            LIMIT most;
        END
        $$
    $f$, vector, server.lay_reading_rule('public.search_documents'), server.lay_reading_rule('public.evaluations'));
END
$do$;
