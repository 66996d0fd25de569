-- Notes for agents: given to whoever one may coach, and done by whoever says what came of it.

CREATE FUNCTION server.guard_coaching_note() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine CONSTANT uuid := server.me();
    reaches_all CONSTANT boolean := {{may view_coaching}};
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.person_roles AS r WHERE r.person_id = NEW.follow_up_by AND r.role IN ({{coaching roles}})
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only who coaches agents looks again';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.unit_id IS DISTINCT FROM (
                CASE WHEN NEW.evaluation_id IS NULL
                    THEN (SELECT p.unit_id FROM public.people AS p WHERE p.id = NEW.agent_id)
                    ELSE (
                        SELECT c.unit_id FROM public.evaluations AS e JOIN public.calls AS c ON c.id = e.call_id
                        WHERE e.id = NEW.evaluation_id AND c.agent_id = NEW.agent_id
                    )
                END
            )
            OR NOT (reaches_all OR coalesce(NEW.unit_id = ANY (server.my_units()), false))
            OR NOT EXISTS (
                SELECT FROM public.person_roles AS r WHERE r.person_id = NEW.agent_id AND r.role = 'agent'
            )
            OR (NEW.evaluation_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM public.evaluations AS e JOIN public.calls AS c ON c.id = e.call_id
                WHERE e.id = NEW.evaluation_id AND c.agent_id = NEW.agent_id
                    AND e.state = 'submitted' AND NOT e.sealed AND e.purpose IN ({{record purposes}})
            ))
        THEN
            RAISE insufficient_privilege USING MESSAGE = 'a note is given to an agent whom one may coach';
        END IF;
        NEW.given_at := pg_catalog.now();
        RETURN NEW;
    END IF;
    IF OLD.done_at IS NOT NULL AND OLD.done_by <> mine THEN
        RAISE insufficient_privilege USING MESSAGE = 'what somebody said of a note stays theirs';
    END IF;
    NEW.done_at := CASE WHEN NEW.done_at IS NOT NULL THEN coalesce(OLD.done_at, pg_catalog.now()) END;
    NEW.done_by := CASE WHEN NEW.done_at IS NOT NULL THEN mine END;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_coaching_note BEFORE INSERT OR UPDATE ON public.coaching_notes FOR EACH ROW
    WHEN (NOT server.is_trusted()) EXECUTE FUNCTION server.guard_coaching_note();
