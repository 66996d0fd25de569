-- Who reads what. Each table has one exact policy for reading; where a row may be hidden from somebody who could guess
-- at it, a restrictive one of parameters and subscripts stands before it (see `reach.sql`) and takes away beforehand all
-- that is sealed, scored blind, or of a purpose that the reader never reads.

-- The purposes that one's roles read before and after handing in, as `domain.permissions` has them.
CREATE FUNCTION server.purposes_before() RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    roles CONSTANT text[] := server.my_roles();
BEGIN
    RETURN ARRAY(SELECT DISTINCT m.purpose FROM {{readers before}} AS m (purpose, role) WHERE m.role = ANY (roles));
END
$$;

CREATE FUNCTION server.purposes_after() RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    roles CONSTANT text[] := server.my_roles();
BEGIN
    RETURN ARRAY(SELECT DISTINCT m.purpose FROM {{readers after}} AS m (purpose, role) WHERE m.role = ANY (roles));
END
$$;

CREATE FUNCTION server.my_sessions() RETURNS uuid[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
BEGIN
    RETURN ARRAY(SELECT s.session_id FROM public.session_seats AS s WHERE s.person_id = mine);
END
$$;

-- The sessions one may look at: sits in, leads, or any by role.
CREATE FUNCTION server.seen_sessions() RETURNS uuid[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
BEGIN
    IF {{may view_all_sessions}} THEN
        RETURN ARRAY(SELECT s.id FROM public.calibration_sessions AS s);
    END IF;
    RETURN ARRAY(
        SELECT s.id FROM public.calibration_sessions AS s WHERE s.lead_id = mine
        UNION SELECT p.session_id FROM public.session_seats AS p WHERE p.person_id = mine
    );
END
$$;

-- The unit of a team leader and all units below it.
CREATE FUNCTION server.my_units() RETURNS uuid[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
BEGIN
    IF NOT server.has_role('team_leader') THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(
        WITH RECURSIVE below (id) AS (
            SELECT p.unit_id FROM public.people AS p WHERE p.id = mine AND p.unit_id IS NOT NULL
            UNION
            SELECT u.id FROM public.units AS u JOIN below ON u.parent_id = below.id
        )
        SELECT below.id FROM below
    );
END
$$;

-- Whether somebody is more than an agent with a login, who reads nothing of the centre's work but what is given to them.
CREATE FUNCTION server.is_of_centre() RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN NOT server.my_roles() <@ ARRAY['agent'];
END
$$;

-- Who sits in one's sessions, who leads them, who coaches oneself and who answered for oneself: an agent knows nobody
-- else by name.
CREATE FUNCTION server.my_company() RETURNS uuid[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
    sessions CONSTANT uuid[] := server.my_sessions();
BEGIN
    RETURN ARRAY(
        SELECT mine
        UNION SELECT p.person_id FROM public.session_seats AS p WHERE p.session_id = ANY (sessions)
        UNION SELECT s.lead_id FROM public.calibration_sessions AS s WHERE s.id = ANY (sessions)
        UNION SELECT coach.id
        FROM public.coaching_notes AS n
        CROSS JOIN LATERAL (VALUES (n.given_by), (n.follow_up_by), (n.done_by)) AS coach (id)
        WHERE n.agent_id = mine AND n.is_for_agent AND coach.id IS NOT NULL
        UNION SELECT f.answered_by FROM public.feedback AS f WHERE f.agent_id = mine AND f.answered_by IS NOT NULL
    );
END
$$;

-- What was released to somebody as the agent of the call.
CREATE FUNCTION server.released_to_me() RETURNS uuid[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
BEGIN
    RETURN ARRAY(
        SELECT f.evaluation_id FROM public.feedback AS f WHERE f.agent_id = mine AND f.state <> 'held'
        UNION
        -- what a dispute of theirs led to
        SELECT f.superseding_id FROM public.feedback AS f WHERE f.agent_id = mine AND f.superseding_id IS NOT NULL
    );
END
$$;

-- Whether one has just now accepted a dispute about a call, which is then scored anew by oneself.
CREATE FUNCTION server.has_accepted_now(call uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
BEGIN
    RETURN EXISTS (
        SELECT FROM public.feedback AS f JOIN public.evaluations AS e ON e.id = f.evaluation_id
        WHERE e.call_id = call AND f.state = 'overturned' AND f.decided_by = mine AND f.decided_at = pg_catalog.now()
    );
END
$$;

-- What one has still to score, for whatever: of an overlap or a repeat it must tell no more than of any other. One of a
-- calibration stays open while its session is blind, even when it is done, and one of a sitting while anything of its set
-- is to be handed in; and nothing that is handed in is over before the transaction that does it, which could still be
-- taken back with all that was read in it.
CREATE FUNCTION server.my_open_assignments() RETURNS TABLE (assignment_id uuid, call_id uuid)
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
BEGIN
    RETURN QUERY
    SELECT a.id, a.call_id
    FROM public.assignments AS a
    LEFT JOIN public.calibration_sessions AS s ON s.id = a.session_id
    WHERE a.inspector_id = mine
        AND (
            (a.purpose <> 'calibration' AND a.state IN ('waiting', 'begun'))
            OR (a.purpose = 'calibration' AND a.state <> 'withdrawn' AND s.state = 'blind')
        )
    UNION
    SELECT e.assignment_id, e.call_id
    FROM public.evaluations AS e WHERE e.inspector_id = mine AND e.submitted_at = pg_catalog.now()
    UNION
    SELECT a.id, a.call_id
    FROM public.seated_cases AS rest
    JOIN public.assignments AS b ON b.id = rest.assignment_id AND b.state IN ('waiting', 'begun')
    JOIN public.seated_cases AS c ON c.qualification_id = rest.qualification_id
    JOIN public.assignments AS a ON a.id = c.assignment_id AND a.state = 'done'
    WHERE rest.person_id = mine;
END
$$;

CREATE FUNCTION server.my_open_calls() RETURNS uuid[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN ARRAY(SELECT DISTINCT o.call_id FROM server.my_open_assignments() AS o);
END
$$;

-- For subscripts: {"key": 1, …}; a key that is not in it gives NULL.
CREATE FUNCTION server.myself() RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
BEGIN
    RETURN CASE WHEN mine IS NULL THEN '{}'::jsonb ELSE pg_catalog.jsonb_build_object(mine::text, 1) END;
END
$$;

-- What one might read of others, by purpose and state: {"routine": {"submitted": 1}, …}.
CREATE FUNCTION server.rights() RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    before CONSTANT text[] := server.purposes_before();
    after text[] := server.purposes_after();
BEGIN
    IF server.my_sessions() <> '{}' THEN
        after := after || {{purposes of panel}};
    END IF;
    IF server.my_units() <> '{}' THEN
        after := after || {{purposes of team leader}};
    END IF;
    IF server.released_to_me() <> '{}' THEN
        after := after || {{purposes of agent}};
    END IF;
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_object_agg(by_purpose.purpose, by_purpose.states), '{}')
        FROM (
            SELECT ways.purpose, pg_catalog.jsonb_object_agg(ways.state, 1) AS states
            FROM (
                SELECT b AS purpose, s AS state
                FROM pg_catalog.unnest(before) AS b CROSS JOIN pg_catalog.unnest(ARRAY['draft', 'reopened']) AS s
                UNION SELECT a, 'submitted' FROM pg_catalog.unnest(after) AS a
            ) AS ways
            GROUP BY ways.purpose
        ) AS by_purpose
    );
END
$$;

-- What others work on, or handed in and is not opened, and is hidden from somebody who reads of the purpose it says.
-- Whoever reads nothing of others gets nothing: who calls this must not learn from it that there is something.
CREATE FUNCTION server.hidden_evaluations() RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
    rights CONSTANT jsonb := server.rights();
    before CONSTANT text[] := server.purposes_before();
BEGIN
    IF rights = '{}' THEN
        RETURN '{}';
    END IF;
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_object_agg(others.id::text, 1), '{}')
        FROM (
            SELECT e.id
            FROM public.evaluations AS e
            WHERE e.state <> 'submitted' AND NOT e.sealed AND e.inspector_id <> mine AND e.purpose <> ALL (before)
            UNION
            SELECT e.id
            FROM public.true_purposes AS t JOIN public.evaluations AS e ON e.assignment_id = t.assignment_id
            WHERE e.inspector_id <> mine AND rights ? 'routine'
        ) AS others
    );
END
$$;

-- The calls that one has to score: nothing that was said of them is for oneself, …
CREATE FUNCTION server.hidden_calls() RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_object_agg(o.call_id::text, 1), '{}') FROM server.my_open_assignments() AS o
    );
END
$$;

-- … but for what one is working on, and what one handed in of the only assignment that is open there.
CREATE FUNCTION server.my_evaluations_in_hand() RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_object_agg(e.id::text, 1), '{}')
        FROM public.evaluations AS e
        WHERE e.inspector_id = mine
            AND (
                e.state <> 'submitted'
                OR e.assignment_id IN (
                    SELECT (pg_catalog.array_agg(o.assignment_id))[1]
                    FROM server.my_open_assignments() AS o
                    GROUP BY o.call_id
                    HAVING pg_catalog.count(*) = 1
                )
            )
    );
END
$$;

CREATE FUNCTION server.my_assignments_in_hand() RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_object_agg(o.assignment_id::text, 1), '{}')
        FROM server.my_open_assignments() AS o
    );
END
$$;

-- Spares most people the look at each row.
CREATE FUNCTION server.is_anything_hidden() RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN server.hidden_calls() <> '{}' OR server.hidden_evaluations() <> '{}';
END
$$;

-- What assignments are really for that say routine: for whoever plans the work, and never of what they score themself.
-- The table itself is for nobody: a plan would tell whether it has a row.
CREATE FUNCTION server.true_purposes() RETURNS TABLE (assignment_id uuid, purpose text)
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
    calls CONSTANT uuid[] := server.my_open_calls();
BEGIN
    IF server.is_keeper() THEN
        RETURN QUERY SELECT t.assignment_id, t.purpose::text FROM public.true_purposes AS t;
    ELSIF {{may assign}} THEN
        RETURN QUERY
        SELECT t.assignment_id, t.purpose::text
        FROM public.true_purposes AS t JOIN public.assignments AS a ON a.id = t.assignment_id
        WHERE a.inspector_id <> mine AND a.call_id <> ALL (calls);
    END IF;
END
$$;

CREATE FUNCTION server.hidden_cases() RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    calls CONSTANT uuid[] := server.my_open_calls();
BEGIN
    IF calls = '{}' THEN
        RETURN '{}';
    END IF;
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_object_agg(v.case_id::text, 1), '{}')
        FROM public.case_versions AS v WHERE v.call_id = ANY (calls)
    );
END
$$;

-- Who holds a certificate, and until when: whoever gives work out must know it, and needs no outcome for that.
CREATE FUNCTION server.certificates(scorecard uuid, on_day date) RETURNS TABLE (person_id uuid, valid_until date)
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF server.me() IS NULL AND NOT server.is_keeper() THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT q.person_id, max(q.valid_until) FROM public.qualifications AS q
    WHERE q.scorecard_id = scorecard AND q.passed AND q.valid_until >= on_day
    GROUP BY q.person_id;
END
$$;

-- The passage of the call that a case of one's own is: it is to be heard while all else of the case is hidden.
CREATE FUNCTION server.case_passage(assignment uuid) RETURNS TABLE (start_s double precision, end_s double precision)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY
    SELECT v.start_s, v.end_s FROM public.seated_cases AS c
    JOIN public.case_versions AS v ON v.case_id = c.case_id AND v.number = c.number
    WHERE c.assignment_id = assignment AND c.person_id = server.me() AND v.start_s IS NOT NULL;
END
$$;

-- Which of one's own one has handed in, be it hidden by now: whoever is not sure that it arrived asks once more.
CREATE FUNCTION server.handed_in(evaluation uuid, author uuid)
    RETURNS TABLE (assignment_id uuid, call_id uuid, session_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := CASE WHEN server.is_keeper() THEN author ELSE server.me() END;
BEGIN
    RETURN QUERY
    SELECT e.assignment_id, e.call_id, e.session_id
    FROM public.evaluations AS e WHERE e.id = evaluation AND e.inspector_id = mine AND e.state = 'submitted';
END
$$;

-- Evaluations: `domain.permissions.may_read`, the gate first.
CREATE POLICY gate ON public.evaluations AS RESTRICTIVE FOR SELECT TO {{member}} USING (
    (
        NOT (SELECT server.is_anything_hidden())
        OR (
            ((SELECT server.hidden_evaluations())[reach_evaluation]) IS NULL
            AND (
                ((SELECT server.hidden_calls())[reach_call]) IS NULL
                OR ((SELECT server.my_evaluations_in_hand())[reach_evaluation]) IS NOT NULL
            )
        )
    )
    AND (
        (NOT sealed AND ((SELECT server.rights())[purpose][state]) IS NOT NULL)
        OR ((SELECT server.myself())[reach_author]) IS NOT NULL
    )
);
CREATE POLICY reads ON public.evaluations FOR SELECT TO {{member}} USING (
    (
        NOT sealed
        AND CASE
            WHEN state <> 'submitted' THEN purpose = ANY ((SELECT server.purposes_before())::text[])
            ELSE purpose = ANY ((SELECT server.purposes_after())::text[])
                OR (
                    purpose = ANY ({{purposes of panel}})
                    AND session_id = ANY ((SELECT server.my_sessions())::uuid[])
                )
                OR (
                    purpose = ANY ({{purposes of team leader}})
                    AND (SELECT server.has_role('team_leader'))
                    AND EXISTS (
                        SELECT FROM public.calls AS c
                        WHERE c.id = evaluations.call_id AND c.unit_id = ANY ((SELECT server.my_units())::uuid[])
                    )
                )
                OR (purpose = ANY ({{purposes of agent}}) AND id = ANY ((SELECT server.released_to_me())::uuid[]))
        END
    )
    OR inspector_id = (SELECT server.me())
);

-- What lies under an evaluation is read with it.
DO $$
DECLARE
    place text;
    open CONSTANT text :=
        '((SELECT server.hidden_evaluations())[reach_evaluation]) IS NULL'
        ' AND (((SELECT server.hidden_calls())[reach_call]) IS NULL'
        ' OR ((SELECT server.my_evaluations_in_hand())[reach_evaluation]) IS NOT NULL)';
    gate CONSTANT text :=
        '(NOT (SELECT server.is_anything_hidden()) OR (' || open || '))'
        ' AND ((%s((SELECT server.rights())[reach_purpose]) IS NOT NULL)'
        ' OR ((SELECT server.myself())[reach_author]) IS NOT NULL)';
BEGIN
    FOREACH place IN ARRAY ARRAY['answers', 'answer_reasons', 'marks', 'earlier_states', 'evaluation_extracts'] LOOP
        EXECUTE pg_catalog.format(
            'CREATE POLICY gate ON public.%I AS RESTRICTIVE FOR SELECT TO {{member}} USING (%s)',
            place, pg_catalog.format(gate, 'NOT sealed AND ')
        );
        EXECUTE pg_catalog.format(
            'CREATE POLICY reads ON public.%I FOR SELECT TO {{member}} USING (EXISTS (SELECT FROM public.%s))',
            place,
            CASE
                WHEN place = 'answer_reasons' THEN 'answers AS a WHERE a.id = answer_id'
                ELSE 'evaluations AS e WHERE e.id = evaluation_id'
            END
        );
    END LOOP;
    FOREACH place IN ARRAY ARRAY[
        'feedback', 'disputed_answers', 'feedback_steps', 'attributions', 'practice_results', 'disclosures'
    ] LOOP
        EXECUTE pg_catalog.format(
            'CREATE POLICY gate ON public.%I AS RESTRICTIVE FOR SELECT TO {{member}} USING (%s)',
            place, pg_catalog.format(gate, '')
        );
        EXECUTE pg_catalog.format(
            'CREATE POLICY reads ON public.%I FOR SELECT TO {{member}} USING (EXISTS (SELECT FROM public.%s))',
            place,
            CASE
                WHEN place = 'attributions' THEN 'answers AS a WHERE a.id = answer_id'
                ELSE 'evaluations AS e WHERE e.id = evaluation_id'
            END
        );
    END LOOP;
    -- how somebody worked is nobody's business but the author's
    FOREACH place IN ARRAY ARRAY['heard_passages', 'desk_places', 'draft_holds'] LOOP
        EXECUTE pg_catalog.format(
            'CREATE POLICY reads ON public.%I FOR SELECT TO {{member}} USING ('
            '%s AND ((SELECT server.myself())[reach_author]) IS NOT NULL)',
            place, open
        );
    END LOOP;
END
$$;

-- One's own commitments; `server.commitments` tells the panel of theirs, and of the salts once they are unsealed.
CREATE POLICY reads ON public.commitments FOR SELECT TO {{member}} USING (
    ((SELECT server.myself())[reach_author]) IS NOT NULL
);

-- Who has what to score: one's own, the panel's of sessions one sees (names and ticks), all for those who assign. Of a
-- call that one has to score nobody's is seen but the panel's and one's own that is open: who else has the call, or that
-- one had it before, would tell what kind of assignment it is.
CREATE POLICY gate ON public.assignments AS RESTRICTIVE FOR SELECT TO {{member}} USING (
    ((SELECT server.hidden_calls())[reach_call]) IS NULL
    OR ((SELECT server.my_assignments_in_hand())[reach_assignment]) IS NOT NULL
    OR (('{"calibration": 1}'::jsonb)[purpose]) IS NOT NULL
);
CREATE POLICY reads ON public.assignments FOR SELECT TO {{member}} USING (
    inspector_id = (SELECT server.me())
    OR {{may assign}}
    OR (purpose = 'calibration' AND session_id = ANY ((SELECT server.seen_sessions())::uuid[]))
);

-- Sessions. What is settled is for everybody once all of it is, but never for who has the call still to score blind.
CREATE POLICY reads ON public.calibration_sessions FOR SELECT TO {{member}} USING (
    id = ANY ((SELECT server.seen_sessions())::uuid[])
);
CREATE POLICY gate ON public.settled_answers AS RESTRICTIVE FOR SELECT TO {{member}} USING (
    ((SELECT server.hidden_calls())[reach_call]) IS NULL
);
CREATE FUNCTION server.settled_sessions() RETURNS uuid[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF server.me() IS NULL THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(SELECT s.id FROM public.calibration_sessions AS s WHERE s.state IN ('settled', 'closed'));
END
$$;

CREATE POLICY reads ON public.settled_answers FOR SELECT TO {{member}} USING (
    session_id = ANY ((SELECT server.seen_sessions())::uuid[])
    OR ((SELECT server.is_of_centre()) AND session_id = ANY ((SELECT server.settled_sessions())::uuid[]))
);

-- The search: what belongs to an evaluation with it, a case never to who scores its call blind, a session to its people.
CREATE POLICY gate ON public.search_documents AS RESTRICTIVE FOR SELECT TO {{member}} USING (
    (
        reach_author IS NULL
        OR (
            ((SELECT server.hidden_evaluations())[reach_evaluation]) IS NULL
            AND (
                ((SELECT server.hidden_calls())[reach_call]) IS NULL
                OR ((SELECT server.my_evaluations_in_hand())[reach_evaluation]) IS NOT NULL
            )
            AND (
                ((SELECT server.myself())[reach_author]) IS NOT NULL
                OR ((SELECT server.rights())[reach_purpose]) IS NOT NULL
            )
        )
    )
    AND (
        (('{"standard_case": 1}'::jsonb)[kind]) IS NULL
        OR ((SELECT server.hidden_calls())[reach_call]) IS NULL
    )
);
CREATE POLICY reads ON public.search_documents FOR SELECT TO {{member}} USING (
    (SELECT server.me()) IS NOT NULL
    AND (evaluation_id IS NULL OR EXISTS (SELECT FROM public.evaluations AS e WHERE e.id = evaluation_id))
    AND (kind <> 'session' OR object_id = ANY ((SELECT server.seen_sessions())::uuid[]))
    AND (kind NOT IN ('call', 'transcript') OR {{may view_calls}})
    AND (kind <> 'person' OR {{may view_people}})
    AND (kind <> 'tracked_item' OR {{may track}} OR {{may view_reports}})
);

-- All other tables: one condition each.
DO $$
DECLARE
    signed_in CONSTANT text := '(SELECT server.me()) IS NOT NULL';
    of_session CONSTANT text := 'session_id = ANY ((SELECT server.seen_sessions())::uuid[])';
    figures CONSTANT text := $c${{may view_reports}} OR {{may track}}$c$;
    -- the facts of a call are its evaluation over again: not for who has it to score
    -- (who has none to score, as most who read figures, pays for one comparison a row, and others for one look-up)
    of_calls CONSTANT text := $c$({{may view_reports}} OR {{may track}}) AND (
        (SELECT pg_catalog.cardinality(server.my_open_calls()) = 0)
        OR call_id NOT IN (SELECT o.call_id FROM server.my_open_assignments() AS o)
    )$c$;
    line record;
BEGIN
    FOR line IN
        SELECT * FROM (VALUES
            ('units', signed_in),
            ('people', $c$(SELECT server.is_of_centre()) OR id = ANY ((SELECT server.my_company())::uuid[])$c$),
            ('person_roles', $c$(SELECT server.is_of_centre())
                OR person_id = ANY ((SELECT server.my_company())::uuid[])$c$),
            ('departments', signed_in),
            ('standard_wordings', signed_in),
            ('scorecards', signed_in),
            ('scorecard_versions', signed_in),
            ('criteria', signed_in),
            ('targets', signed_in),
            ('centre_settings', signed_in),
            ('standard_cases', signed_in),
            ('case_versions', signed_in),
            ('case_answers', signed_in),
            ('case_marks', signed_in),
            ('case_tags', signed_in),
            -- that somebody saw a case is between them and who keeps the library
            ('case_exposures', $c$person_id = (SELECT server.me()) OR {{may keep_cases}}$c$),
            ('known_centres', $c${{may share_cases}}$c$),
            ('alembic_version', signed_in),
            ('leaves', $c$person_id = (SELECT server.me()) OR {{may view_people}}$c$),
            ('person_accounts', $c$person_id = (SELECT server.me()) OR {{may manage_people}}$c$),
            ('person_logins', $c$person_id = (SELECT server.me()) OR {{may manage_people}}$c$),
            ('calls', $c${{may view_calls}} OR {{may track}}$c$),
            ('call_attributes', $c${{may view_calls}}$c$),
            ('recordings', $c${{may view_calls}}$c$),
            ('transcripts', $c${{may view_calls}}$c$),
            ('transcript_segments', $c${{may view_calls}}$c$),
            ('call_talk', $c${{may view_calls}}$c$),
            ('saved_filters', $c$owner_id = (SELECT server.me()) OR (is_shared AND ({{may view_calls}}))$c$),
            -- a proposal would tell colleagues who score the call blind that somebody was there
            ('masked_passages', $c$({{may view_calls}} OR {{may score}}) AND (state = 'confirmed'
                OR proposed_by = (SELECT server.me()) OR {{may decide_masks}})$c$),
            ('kept_numbers', $c${{may decide_masks}}$c$),
            ('hand_outs', $c$handed_out_by = (SELECT server.me()) OR {{may manage_centre}} OR {{may check_workspace}}$c$),
            ('hand_out_calls', $c${{may manage_centre}} OR {{may check_workspace}}$c$),
            ('agent_codes', $c${{may make_agent_codes}}$c$),
            ('call_hearings', $c$person_id = (SELECT server.me())$c$),
            ('import_runs', $c${{may import_recordings}} OR {{may import_scores}}$c$),
            ('import_items', $c${{may import_recordings}} OR {{may import_scores}}$c$),
            -- a draw says for what purpose a call was drawn, which whoever scores it must not learn
            ('sampling_plans', $c${{may sample}} OR {{may check_workspace}}$c$),
            ('sampling_plan_versions', $c${{may sample}} OR {{may check_workspace}}$c$),
            ('draws', $c${{may sample}} OR {{may check_workspace}}$c$),
            ('draw_items', $c${{may sample}} OR {{may check_workspace}}$c$),
            ('agent_exemptions', $c${{may sample}} OR {{may check_workspace}}$c$),
            ('drift_restarts', $c$person_id = (SELECT server.me()) OR {{may watch_inspectors}}$c$),
            ('session_calls', of_session),
            ('session_seats', of_session),
            ('session_events', of_session),
            ('recurring_sessions', $c${{may view_all_sessions}}$c$),
            -- what was decided of a call may tell how it was settled; a training note is between three
            ('session_decisions', $c$session_id = ANY ((SELECT server.seen_sessions())::uuid[])
                AND (call_id IS NULL OR call_id <> ALL ((SELECT server.my_open_calls())::uuid[]))
                AND (kind <> 'training_note' OR owner_id = (SELECT server.me()) OR {{may give_training_notes}})$c$),
            ('training_notes', $c$(person_id = (SELECT server.me()) OR {{may give_training_notes}})
                AND (call_id IS NULL OR call_id <> ALL ((SELECT server.my_open_calls())::uuid[]))$c$),
            -- what rests on a result is read by who may read the result
            ('coaching_notes', $c$({{may view_coaching}} OR given_by = (SELECT server.me())
                OR follow_up_by = (SELECT server.me())
                OR unit_id = ANY ((SELECT server.my_units())::uuid[])
                OR (is_for_agent AND agent_id = (SELECT server.me())))
                AND (evaluation_id IS NULL
                    OR EXISTS (SELECT FROM public.evaluations AS e WHERE e.id = evaluation_id))$c$),
            ('session_places', of_session),
            ('session_attendance', of_session),
            ('session_times', of_session),
            ('session_agendas', of_session),
            ('blueprints', signed_in),
            ('practice_sets', $c${{may practise}}$c$),
            ('practice_set_cases', $c${{may practise}}$c$),
            ('qualifications', $c$person_id = (SELECT server.me()) OR {{may view_practice}}$c$),
            ('seated_cases', $c$person_id = (SELECT server.me()) OR {{may view_practice}}$c$),
            ('tracked_items', figures),
            ('tracked_item_events', figures),
            ('tracked_evidence', $c$({{may view_reports}} OR {{may track}})
                AND EXISTS (SELECT FROM public.evaluations AS e WHERE e.id = evaluation_id)$c$),
            -- of a row only what the covering index of the reports holds
            ('scored_facts', of_calls),
            ('deduction_facts', of_calls),
            ('opportunity_facts', figures),
            ('deduction_reason_facts', figures),
            ('audit_entries', $c${{may check_workspace}}$c$)
        ) AS lines (place, condition)
    LOOP
        EXECUTE pg_catalog.format(
            'CREATE POLICY reads ON public.%I FOR SELECT TO {{member}} USING (%s)', line.place, line.condition
        );
    END LOOP;
    FOREACH line.place IN ARRAY ARRAY['case_versions', 'case_answers', 'case_marks', 'case_tags'] LOOP
        EXECUTE pg_catalog.format(
            'CREATE POLICY gate ON public.%I AS RESTRICTIVE FOR SELECT TO {{member}} USING ('
            '(CASE WHEN ((SELECT server.hidden_cases())[reach_case]) IS NULL THEN true END) IS NOT UNKNOWN)',
            line.place
        );
    END LOOP;
END
$$;
