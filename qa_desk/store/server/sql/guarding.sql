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
        SELECT e.id, e.inspector_id, e.call_id, e.purpose, e.state, e.xmin INTO above
        FROM public.answers AS a JOIN public.evaluations AS e ON e.id = a.evaluation_id
        WHERE a.id = NEW.answer_id;
    ELSE
        SELECT e.id, e.inspector_id, e.call_id, e.purpose, e.state, e.xmin INTO above
        FROM public.evaluations AS e WHERE e.id = NEW.evaluation_id;
    END IF;
    NEW.reach_evaluation := above.id::text;
    NEW.reach_author := above.inspector_id::text;
    NEW.reach_purpose := above.purpose;
    IF TG_TABLE_NAME <> 'search_documents' THEN
        NEW.reach_call := above.call_id::text;
    END IF;
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
        'evaluation_extracts', 'earlier_states', 'disclosures', 'feedback', 'disputed_answers',
        'feedback_steps', 'attributions', 'practice_results', 'search_documents'
    ] LOOP
        EXECUTE pg_catalog.format(
            'CREATE TRIGGER reach BEFORE INSERT ON public.%I FOR EACH ROW EXECUTE FUNCTION server.lay_reach(%L)',
            place,
            CASE
                WHEN place IN (
                    'earlier_states', 'disclosures', 'feedback', 'disputed_answers', 'feedback_steps', 'attributions',
                    'practice_results', 'search_documents'
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

-- What was concealed is called what it is, and so is what lies under it.
CREATE FUNCTION server.lay_purpose() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY[
        'answers', 'marks', 'heard_passages', 'desk_places', 'draft_holds', 'commitments', 'evaluation_extracts',
        'earlier_states', 'disclosures', 'feedback', 'disputed_answers', 'feedback_steps', 'practice_results',
        'search_documents'
    ] LOOP
        EXECUTE pg_catalog.format('UPDATE public.%I SET reach_purpose = $1 WHERE evaluation_id = $2', place)
        USING NEW.purpose, NEW.id;
    END LOOP;
    FOREACH place IN ARRAY ARRAY['answer_reasons', 'attributions'] LOOP
        EXECUTE pg_catalog.format(
            'UPDATE public.%I SET reach_purpose = $1'
            ' WHERE answer_id IN (SELECT a.id FROM public.answers AS a WHERE a.evaluation_id = $2)',
            place
        ) USING NEW.purpose, NEW.id;
    END LOOP;
    RETURN NULL;
END
$$;
CREATE TRIGGER follow_purpose AFTER UPDATE ON public.evaluations FOR EACH ROW
    WHEN (NEW.purpose <> OLD.purpose) EXECUTE FUNCTION server.lay_purpose();

-- Whether the centre asks for a certificate for that form today, and this person holds none.
CREATE FUNCTION server.lacks_certificate(person uuid, form uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    zone CONSTANT text := coalesce((
        SELECT s.value #>> '{}' FROM public.centre_settings AS s
        WHERE s.key = 'time_zone' ORDER BY s.valid_from DESC LIMIT 1
    ), 'UTC');
    today CONSTANT date := (pg_catalog.now() AT TIME ZONE zone)::date;
    card CONSTANT uuid := (SELECT v.scorecard_id FROM public.scorecard_versions AS v WHERE v.id = form);
BEGIN
    RETURN coalesce((
        SELECT s.value = 'true'::jsonb FROM public.centre_settings AS s
        WHERE s.key = 'qualification_required' AND s.valid_from <= today ORDER BY s.valid_from DESC LIMIT 1
    ), false)
    AND EXISTS (SELECT FROM public.blueprints AS b WHERE b.scorecard_id = card AND b.ended_at IS NULL)
    AND NOT EXISTS (
        SELECT FROM public.qualifications AS q
        WHERE q.person_id = person AND q.scorecard_id = card AND q.passed AND q.valid_until >= today
    );
END
$$;

CREATE FUNCTION server.guard_evaluation_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    given record;
BEGIN
    SELECT a.*, c.mode AS mode INTO given
    FROM public.assignments AS a JOIN public.calls AS c ON c.id = a.call_id
    WHERE a.id = NEW.assignment_id;
    IF ROW (given.call_id, given.inspector_id, given.version_id, given.purpose, given.session_id, given.mode)
            IS DISTINCT FROM
            ROW (NEW.call_id, NEW.inspector_id, NEW.version_id, NEW.purpose, NEW.session_id, NEW.mode)
        OR NEW.sealed IS DISTINCT FROM (NEW.purpose IN ({{sealed purposes}}))
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'an evaluation is what its assignment says';
    END IF;
    IF NEW.state = 'draft' THEN
        IF given.state <> 'begun' OR NEW.late OR NEW.submitted_at IS NOT NULL OR NEW.reopened_at IS NOT NULL THEN
            RAISE insufficient_privilege USING MESSAGE = 'a draft is of an assignment that is begun';
        END IF;
        IF NEW.purpose = 'routine' AND server.lacks_certificate(NEW.inspector_id, NEW.version_id)
            -- whoever decides a dispute writes down what was decided
            AND NOT EXISTS (
                SELECT FROM public.feedback AS f JOIN public.evaluations AS e ON e.id = f.evaluation_id
                WHERE e.call_id = NEW.call_id AND f.state = 'overturned' AND f.decided_by = NEW.inspector_id
                    AND f.decided_at = pg_catalog.now()
            )
        THEN
            RAISE insufficient_privilege USING MESSAGE = 'who scores for real holds a certificate here';
        END IF;
        NEW.started_at := pg_catalog.now();
    ELSIF given.state <> 'done' OR given.session_id IS NOT NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'what is brought in was done before, outside of any session';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_entry BEFORE INSERT ON public.evaluations FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_evaluation_entry();

-- draft → submitted → re-opened → submitted, as `services.keeping.handing_in` has it; the moments are the server's.
CREATE FUNCTION server.guard_evaluation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    is_own CONSTANT boolean := OLD.inspector_id = server.me();
    is_blind CONSTANT boolean := OLD.purpose IN ({{blind purposes}});
    says_the_same CONSTANT boolean :=
        ROW (NEW.comment, NEW.listened_share, NEW.worked_s, NEW.score_before_policy, NEW.score, NEW.agent_score,
            NEW.passed, NEW.late, NEW.submitted_at)
        IS NOT DISTINCT FROM
        ROW (OLD.comment, OLD.listened_share, OLD.worked_s, OLD.score_before_policy, OLD.score, OLD.agent_score,
            OLD.passed, OLD.late, OLD.submitted_at);
BEGIN
    IF OLD.state <> 'submitted' AND is_own AND NEW.state = OLD.state THEN
        IF ROW (NEW.late, NEW.submitted_at, NEW.reopened_at)
            IS DISTINCT FROM ROW (OLD.late, OLD.submitted_at, OLD.reopened_at)
        THEN
            RAISE insufficient_privilege USING MESSAGE = 'moments are noted when something happens';
        END IF;
    ELSIF OLD.state <> 'submitted' AND is_own AND NEW.state = 'submitted' THEN
        NEW.submitted_at := pg_catalog.now();
        NEW.reopened_at := OLD.reopened_at;
        -- a reveal comes before handing in or after it, never in between
        IF OLD.session_id IS NOT NULL THEN
            PERFORM server.lay_turn(OLD.session_id);
        END IF;
        NEW.late := EXISTS (
            SELECT FROM public.calibration_sessions AS s WHERE s.id = OLD.session_id AND s.state <> 'blind'
        );
        -- at once, so that nobody reads what it was blind to, takes it back, and answers again
        NEW.sealed := OLD.sealed AND NOT (NEW.late OR OLD.purpose IN ({{purposes unsealed by themselves}}));
    ELSIF OLD.state = 'submitted' AND NEW.state = 'reopened' AND says_the_same THEN
        NEW.reopened_at := pg_catalog.now();
        IF is_own
            -- what was handed in within the same transaction is not in yet, and refuses alike whatever it is
            AND pg_catalog.now() > OLD.submitted_at
            AND pg_catalog.now() <= OLD.submitted_at + interval '{{minutes to take back}} minutes'
            AND NOT (is_blind AND NOT OLD.sealed)
            -- a repeat has shown its author the earlier evaluation
            AND NOT EXISTS (
                SELECT FROM public.true_purposes AS t
                WHERE t.assignment_id = OLD.assignment_id AND t.purpose = 'repeat'
            )
            AND NOT EXISTS (
                SELECT FROM public.feedback AS f
                WHERE (f.evaluation_id = OLD.id OR f.superseding_id = OLD.id) AND f.state <> 'held'
            )
        THEN
            RETURN NEW;
        END IF;
        IF is_blind OR NOT {{may reopen_evaluations}} OR NOT EXISTS (
            SELECT FROM public.earlier_states AS s
            WHERE s.evaluation_id = OLD.id AND s.reopened_by = server.me() AND s.submitted_at = OLD.submitted_at
                AND pg_catalog.btrim(s.reason) <> ''
        ) THEN
            RAISE insufficient_privilege USING MESSAGE = 'too late to take back, or nothing to be opened again';
        END IF;
    ELSE
        RAISE insufficient_privilege USING MESSAGE = 'an evaluation is changed by its author, before it is handed in';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_change BEFORE UPDATE ON public.evaluations FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_evaluation();

-- What was opened again counts nowhere and is found nowhere until it is handed in again.
CREATE FUNCTION server.lay_reopened() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM public.search_documents AS d WHERE d.kind = 'evaluation' AND d.object_id = NEW.id;
    PERFORM server.lay_facts(ARRAY[NEW.call_id]);
    RETURN NULL;
END
$$;
CREATE TRIGGER follow_reopened AFTER UPDATE ON public.evaluations FOR EACH ROW
    WHEN (OLD.state = 'submitted' AND NEW.state = 'reopened' AND NOT server.is_trusted())
    EXECUTE FUNCTION server.lay_reopened();

CREATE FUNCTION server.guard_assignment_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.assigned_by IS DISTINCT FROM server.me()
        OR (NEW.state <> 'waiting' AND NOT (NEW.state = 'done' AND {{may import_scores}}))
        OR (
            NEW.purpose = 'calibration' AND NOT EXISTS (
                SELECT
                FROM public.calibration_sessions AS s
                JOIN public.session_calls AS c ON c.session_id = s.id AND c.call_id = NEW.call_id
                JOIN public.session_seats AS p ON p.session_id = s.id AND p.person_id = NEW.inspector_id
                WHERE s.id = NEW.session_id AND s.state = 'blind' AND s.lead_id = server.me()
            )
        )
        OR (NEW.purpose <> 'calibration' AND NEW.session_id IS NOT NULL)
        OR NEW.purpose IN ({{concealed purposes}})
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'an assignment is given as it is to be done';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_entry BEFORE INSERT ON public.assignments FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_assignment_entry();

-- Only of what is being given: whether another has a purpose apart nobody finds out by giving it one.
CREATE FUNCTION server.guard_true_purpose() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.assignments AS a
        WHERE a.id = NEW.assignment_id AND a.purpose = 'routine' AND a.assigned_by = server.me()
            AND a.xmin = pg_catalog.pg_current_xact_id()::xid
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'what an assignment is for is said when it is given';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_entry BEFORE INSERT ON public.true_purposes FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_true_purpose();

-- Done is what is handed in: whoever could say so of something else would end their own blindness.
CREATE FUNCTION server.guard_assignment() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    is_own CONSTANT boolean := OLD.inspector_id = server.me();
    evaluation_state CONSTANT text := (SELECT e.state FROM public.evaluations AS e WHERE e.assignment_id = OLD.id);
    move CONSTANT text := OLD.state || '>' || NEW.state;
BEGIN
    IF NOT coalesce(CASE
        WHEN OLD.state = NEW.state THEN is_own OR {{may assign}}
        WHEN move = 'waiting>begun' THEN is_own
        WHEN move = 'begun>done' THEN is_own AND evaluation_state = 'submitted'
        WHEN move = 'done>begun' THEN (is_own OR {{may reopen_evaluations}}) AND evaluation_state = 'reopened'
        WHEN OLD.purpose = 'calibration' THEN
            -- who leads a blind session may take somebody's seat away, and give it back
            move IN ('waiting>withdrawn', 'begun>withdrawn', 'withdrawn>waiting') AND EXISTS (
                SELECT FROM public.calibration_sessions AS s
                WHERE s.id = OLD.session_id AND s.state = 'blind' AND s.lead_id = server.me()
            )
        -- what one practises or sits is for oneself to give up
        WHEN OLD.purpose IN ('practice', 'qualification') AND move IN ('waiting>withdrawn', 'begun>withdrawn')
            THEN is_own OR (OLD.state = 'waiting' AND {{may assign}})
        WHEN move IN ('waiting>withdrawn', 'withdrawn>waiting') THEN {{may assign}}
        ELSE false
    END, false) THEN
        RAISE insufficient_privilege USING MESSAGE = 'an assignment goes as far as its evaluation has come';
    END IF;
    NEW.reach_changed_at := pg_catalog.now();
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_change BEFORE UPDATE ON public.assignments FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_assignment();

-- Blind ends by `server.reveal` alone.
CREATE FUNCTION server.guard_session() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    move CONSTANT text := OLD.state || '>' || NEW.state;
BEGIN
    IF NEW.revealed_at IS DISTINCT FROM OLD.revealed_at OR NOT (CASE
        WHEN NEW.lead_id <> OLD.lead_id THEN
            NEW.state = OLD.state AND EXISTS (
                SELECT FROM public.person_roles AS r WHERE r.person_id = NEW.lead_id AND r.role = 'lead'
            )
        WHEN move IN ('revealed>settled', 'settled>revealed', 'settled>closed') THEN true
        WHEN move = 'closed>revealed' THEN pg_catalog.btrim(NEW.reopened_reason) <> ''
        ELSE false
    END) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a session goes from blind to revealed by its reveal, then on';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_change BEFORE UPDATE ON public.calibration_sessions FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_session();

CREATE FUNCTION server.guard_settled() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.call_id = ANY (server.my_open_calls()) OR NOT EXISTS (
        SELECT FROM public.session_calls AS c WHERE c.session_id = NEW.session_id AND c.call_id = NEW.call_id
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'settled is a call of the session, by who may read all of it';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_entry BEFORE INSERT ON public.settled_answers FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_settled();

-- An effect is signed by QA, in one's own name.
CREATE FUNCTION server.guard_tracked_item() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.signed_by IS DISTINCT FROM OLD.signed_by AND NEW.signed_by IS NOT NULL
        AND NOT (NEW.signed_by = server.me() AND {{may sign_effect}})
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'an effect is signed in one''s own name';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_change BEFORE UPDATE ON public.tracked_items FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_tracked_item();

-- A case is approved by a second person, in one's own name; what was taken out of use stays so.
CREATE FUNCTION server.guard_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.approved_by IS DISTINCT FROM OLD.approved_by
        AND NOT (OLD.state = 'proposed' AND NEW.state = 'valid' AND NEW.approved_by = server.me()
            AND NEW.approved_by <> OLD.author_id)
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'a case is approved by a second person, in their own name';
    END IF;
    IF NEW.state <> OLD.state AND NOT (
        NEW.state = 'retired' OR (OLD.state = 'proposed' AND NEW.state = 'valid' AND NEW.approved_by IS NOT NULL)
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a case goes from proposed to valid to retired';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_change BEFORE UPDATE ON public.case_versions FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_case();
