-- What a row may become. Guards say nothing to keepers and to the functions of this schema: only members are guarded.
-- They run as the owner, so that they see what they judge by, and never tell more than that something is refused.

-- Whose a row under an evaluation is, for the policies; who brings scores in writes only under what came in just now.
CREATE FUNCTION server.lay_reach() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    above record;
BEGIN
    IF TG_TABLE_NAME IN ('answer_reasons', 'attributions') THEN
        SELECT e.id, e.inspector_id, e.purpose, e.state, e.xmin INTO above
        FROM public.answers AS a JOIN public.evaluations AS e ON e.id = a.evaluation_id
        WHERE a.id = NEW.answer_id;
    ELSE
        SELECT e.id, e.inspector_id, e.purpose, e.state, e.xmin INTO above
        FROM public.evaluations AS e WHERE e.id = NEW.evaluation_id;
    END IF;
    NEW.reach_evaluation := above.id::text;
    NEW.reach_author := above.inspector_id::text;
    NEW.reach_purpose := above.purpose;
    IF TG_ARGV[0] = 'content' AND NOT server.is_keeper() AND above.inspector_id <> server.me()
        AND above.xmin <> pg_catalog.pg_current_xact_id()::xid
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'only its author writes in an evaluation';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION server.guard_place() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'what lies under one evaluation stays there';
END
$$;

DO $$
DECLARE
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY[
        'answers', 'answer_reasons', 'marks', 'heard_passages', 'desk_places', 'draft_holds', 'commitments',
        'evaluation_extracts', 'earlier_states', 'disclosures', 'feedback', 'attributions', 'practice_results',
        'search_documents'
    ] LOOP
        EXECUTE pg_catalog.format(
            'CREATE TRIGGER reach BEFORE INSERT ON public.%I FOR EACH ROW EXECUTE FUNCTION server.lay_reach(%L)',
            place,
            CASE
                WHEN place IN (
                    'earlier_states', 'disclosures', 'feedback', 'attributions', 'practice_results', 'search_documents'
                )
                THEN '' ELSE 'content'
            END
        );
    END LOOP;
    FOREACH place IN ARRAY ARRAY['answers', 'marks', 'draft_holds'] LOOP
        EXECUTE pg_catalog.format(
            'CREATE TRIGGER stays BEFORE UPDATE ON public.%I FOR EACH ROW'
            ' WHEN (NOT server.is_trusted() AND NEW.evaluation_id <> OLD.evaluation_id)'
            ' EXECUTE FUNCTION server.guard_place()',
            place
        );
    END LOOP;
END
$$;
