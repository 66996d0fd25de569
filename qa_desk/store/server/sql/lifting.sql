-- Takes all rules away; whoever does it lays them down again in the same transaction.
DO $$
DECLARE
    rule record;
BEGIN
    FOR rule IN SELECT policyname, tablename FROM pg_catalog.pg_policies WHERE schemaname = 'public' LOOP
        EXECUTE pg_catalog.format('DROP POLICY %I ON public.%I', rule.policyname, rule.tablename);
    END LOOP;
END
$$;
-- with it go the guards, which are its functions
DROP SCHEMA IF EXISTS server CASCADE;
