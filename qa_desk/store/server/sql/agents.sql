-- What an agent with a login reads besides what any login does: the calls that a panel gave them to score and those of
-- their own whose result was released, with their sound. For their logins alone: a condition on keys would keep
-- the lists of everybody else from being read off an index.

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

CREATE POLICY of_agents ON public.calls FOR SELECT TO {{agent}} USING (
    id = ANY ((SELECT server.my_given_calls())::uuid[])
    OR id = ANY ((SELECT server.my_released_calls())::uuid[])
);
DO $$
DECLARE
    place text;
    of_theirs CONSTANT text := 'call_id = ANY ((SELECT server.my_given_calls())::uuid[])'
        ' OR call_id = ANY ((SELECT server.my_released_calls())::uuid[])';
BEGIN
    FOREACH place IN ARRAY ARRAY['call_attributes', 'recordings', 'call_talk'] LOOP
        EXECUTE pg_catalog.format(
            'CREATE POLICY of_agents ON public.%I FOR SELECT TO {{agent}} USING (%s)', place, of_theirs
        );
    END LOOP;
END
$$;
-- What lies under a recording is read with it.
CREATE POLICY of_agents ON public.transcripts FOR SELECT TO {{agent}} USING (
    recording_id IN (SELECT r.id FROM public.recordings AS r)
);
CREATE POLICY of_agents ON public.transcript_segments FOR SELECT TO {{agent}} USING (
    transcript_id IN (SELECT t.id FROM public.transcripts AS t)
);
CREATE POLICY of_agents ON public.masked_passages FOR SELECT TO {{agent}} USING (
    state = 'confirmed' AND recording_id IN (SELECT r.id FROM public.recordings AS r)
);
