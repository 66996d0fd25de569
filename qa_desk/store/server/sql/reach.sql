-- Columns that only the rules use. A policy made of nothing but columns, parameters and subscripts costs the planner
-- nothing, so it stands before every condition of a query: EXPLAIN ANALYZE can't tell which hidden rows met a condition.
-- A subscript of JSON is a text, hence keys as texts. `reading.sql` says how they are used.
ALTER TABLE public.evaluations
    ADD COLUMN IF NOT EXISTS reach_evaluation text GENERATED ALWAYS AS (id::text) STORED,
    ADD COLUMN IF NOT EXISTS reach_author text GENERATED ALWAYS AS (inspector_id::text) STORED,
    ADD COLUMN IF NOT EXISTS reach_call text GENERATED ALWAYS AS (call_id::text) STORED;
ALTER TABLE public.assignments
    ADD COLUMN IF NOT EXISTS reach_assignment text GENERATED ALWAYS AS (id::text) STORED,
    ADD COLUMN IF NOT EXISTS reach_call text GENERATED ALWAYS AS (call_id::text) STORED,
    -- when the transaction began in which a member last changed how far it has come
    ADD COLUMN IF NOT EXISTS reach_changed_at timestamptz;
ALTER TABLE public.settled_answers
    ADD COLUMN IF NOT EXISTS reach_call text GENERATED ALWAYS AS (call_id::text) STORED;
ALTER TABLE public.search_documents
    ADD COLUMN IF NOT EXISTS reach_call text GENERATED ALWAYS AS (call_id::text) STORED;

DO $$
DECLARE
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY['case_versions', 'case_answers', 'case_marks', 'case_tags'] LOOP
        EXECUTE pg_catalog.format(
            'ALTER TABLE public.%I ADD COLUMN IF NOT EXISTS reach_case text GENERATED ALWAYS AS (case_id::text) STORED',
            place
        );
    END LOOP;
    FOREACH place IN ARRAY ARRAY[
        'answers', 'answer_reasons', 'marks', 'heard_passages', 'desk_places', 'draft_holds', 'earlier_states',
        'commitments', 'evaluation_extracts', 'disclosures', 'feedback', 'disputed_answers',
        'feedback_steps', 'attributions', 'practice_results', 'search_documents'
    ] LOOP
        EXECUTE pg_catalog.format(
            'ALTER TABLE public.%I ADD COLUMN IF NOT EXISTS reach_evaluation text,'
            ' ADD COLUMN IF NOT EXISTS reach_author text, ADD COLUMN IF NOT EXISTS reach_purpose text,'
            ' ADD COLUMN IF NOT EXISTS reach_call text',
            place
        );
        EXECUTE pg_catalog.format(
            'UPDATE public.%I AS part SET reach_evaluation = e.id::text, reach_author = e.inspector_id::text,'
            ' reach_purpose = e.purpose%s FROM public.evaluations AS e WHERE part.reach_%s IS NULL AND e.id = %s',
            place,
            -- the search knows the call of everything
            CASE WHEN place = 'search_documents' THEN '' ELSE ', reach_call = e.call_id::text' END,
            CASE WHEN place = 'search_documents' THEN 'author' ELSE 'call' END,
            CASE
                WHEN place IN ('answer_reasons', 'attributions')
                THEN '(SELECT a.evaluation_id FROM public.answers AS a WHERE a.id = part.answer_id)'
                ELSE 'part.evaluation_id'
            END
        );
    END LOOP;
END
$$;

-- what is being worked on is little, and asked for at each query
CREATE INDEX IF NOT EXISTS ix_evaluations_in_work ON public.evaluations (id) WHERE state <> 'submitted';

-- A condition on a column of an index is counted before any policy. Which criteria were answered, and with which
-- reasons, tells of answers: so the one is unique by the key read backwards, which is no way for a condition to go, the other by its place.
ALTER TABLE public.answers DROP CONSTRAINT IF EXISTS uq_answers_evaluation_id_criterion_key;
CREATE UNIQUE INDEX IF NOT EXISTS uq_answers_evaluation_id_criterion_reversed
    ON public.answers (evaluation_id, pg_catalog.reverse(criterion_key));
ALTER INDEX public.uq_answers_evaluation_id_criterion_reversed ALTER COLUMN 2 SET STATISTICS 0;
DO $$
BEGIN
    IF EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS c
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
        WHERE c.conname = 'pk_answer_reasons' AND a.attname = 'reason_key'
    ) THEN
        ALTER TABLE public.answer_reasons
            DROP CONSTRAINT pk_answer_reasons,
            ADD CONSTRAINT pk_answer_reasons PRIMARY KEY (answer_id, position);
    END IF;
END
$$;
