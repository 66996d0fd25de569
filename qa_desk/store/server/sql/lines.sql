-- Lines of codes by the thousand: the figures of a year are made of them, and two policies a row would take longer than
-- all the rest. What may be read is what the policies of evaluations say, taken as they stand: a line lies under its
-- evaluation, and is sealed with it.
DO $do$
BEGIN
    EXECUTE pg_catalog.format($f$
        -- What inspectors (or one) handed in for sessions before the reveal, as one text a column. Nothing of a session
        -- that is blind is so much as fetched.
        CREATE FUNCTION server.session_lines(sessions uuid[], author uuid) RETURNS TABLE (
            evaluation_ids text, call_ids text, inspector_ids text, session_ids text, version_ids text,
            codes text, fractions text, reasons text
        )
            LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
        AS $$
        DECLARE
            opened CONSTANT uuid[] := ARRAY(
                SELECT s.id FROM public.calibration_sessions AS s
                WHERE s.id = ANY (sessions) AND s.id = ANY (server.seen_sessions()) AND s.state <> 'blind'
            );
        BEGIN
            RETURN QUERY
            -- what the rules choose looks few to the planner, so it is kept from looking things up row by row
            WITH read AS MATERIALIZED (
                SELECT * FROM public.evaluations
                WHERE session_id = ANY (opened) AND purpose = 'calibration' AND state = 'submitted'
                    AND NOT sealed AND NOT late AND (author IS NULL OR inspector_id = author) AND %1$s
                    AND ((session_id, inspector_id) IN (
                        SELECT p.session_id, p.person_id FROM public.session_seats AS p
                        WHERE p.session_id = ANY (opened) AND p.kind = 'inspector'
                    )) IS TRUE
            )
            SELECT
                pg_catalog.string_agg(e.reach_evaluation, ','), pg_catalog.string_agg(e.reach_call, ','),
                pg_catalog.string_agg(e.reach_author, ','), pg_catalog.string_agg(e.session_id::text, ','),
                pg_catalog.string_agg(e.version_id::text, ','),
                pg_catalog.string_agg(x.line ->> 'codes', ','), pg_catalog.string_agg(x.line ->> 'fractions', ','),
                '[' || pg_catalog.string_agg((x.line -> 'reasons')::text, ',') || ']'
            FROM read AS e JOIN public.evaluation_extracts AS x ON x.evaluation_id = e.id
            WHERE x.line IS NOT NULL AND NOT x.sealed;
        END
        $$
    $f$, server.lay_reading_rule('public.evaluations'));
END
$do$;
