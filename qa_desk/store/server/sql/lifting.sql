-- Takes all rules away but for the names of the roles; whoever does it lays them down again in the same transaction.
DO $$
DECLARE
    rule record;
BEGIN
    FOR rule IN SELECT policyname, tablename FROM pg_catalog.pg_policies WHERE schemaname = 'public' LOOP
        EXECUTE pg_catalog.format('DROP POLICY %I ON public.%I', rule.policyname, rule.tablename);
    END LOOP;
    LOOP
        -- with a function go those that call it, and the triggers; so each time the next one that is left
        SELECT p.oid::regprocedure::text AS name INTO rule
        FROM pg_catalog.pg_proc AS p
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
        WHERE n.nspname = 'server' AND p.proname NOT IN ('owner_role', 'member_role')
        LIMIT 1;
        EXIT WHEN NOT FOUND;
        EXECUTE 'DROP FUNCTION ' || rule.name || ' CASCADE';
    END LOOP;
END
$$;
