-- Last: everything belongs to the owner role, row security holds for everybody but keepers, nothing is for everybody.
DO $$
DECLARE
    thing record;
BEGIN
    FOR thing IN
        SELECT c.oid::regclass::text AS name, c.relkind
        FROM pg_catalog.pg_class AS c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
            -- a sequence of a column goes with its table
            AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_depend AS d
                WHERE d.objid = c.oid AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
                    AND c.relkind = 'S'
            )
    LOOP
        EXECUTE pg_catalog.format(
            'ALTER %s %s OWNER TO {{owner}}',
            CASE thing.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                ELSE 'TABLE' END,
            thing.name
        );
        EXECUTE pg_catalog.format('REVOKE ALL ON %s FROM PUBLIC', thing.name);
        IF thing.relkind IN ('r', 'p') THEN
            EXECUTE pg_catalog.format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', thing.name);
            EXECUTE pg_catalog.format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', thing.name);
            EXECUTE pg_catalog.format('DROP POLICY IF EXISTS keeps ON %s', thing.name);
            EXECUTE pg_catalog.format(
                'CREATE POLICY keeps ON %s TO {{owner}} USING (true) WITH CHECK (true)', thing.name
            );
        END IF;
    END LOOP;
    FOR thing IN
        SELECT p.oid::regprocedure::text AS name
        FROM pg_catalog.pg_proc AS p
        WHERE p.pronamespace IN ('public'::regnamespace, 'server'::regnamespace)
    LOOP
        EXECUTE pg_catalog.format('ALTER FUNCTION %s OWNER TO {{owner}}', thing.name);
        EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', thing.name);
    END LOOP;
    -- all of this schema may be called by members, but for what only triggers and other functions here call
    FOR thing IN
        SELECT p.oid::regprocedure::text AS name
        FROM pg_catalog.pg_proc AS p
        WHERE p.pronamespace = 'server'::regnamespace AND p.prorettype <> 'trigger'::regtype
            AND p.proname NOT LIKE 'lay\_%' AND p.proname NOT LIKE 'note%'
    LOOP
        EXECUTE pg_catalog.format('GRANT EXECUTE ON FUNCTION %s TO {{member}}', thing.name);
    END LOOP;
END
$$;
ALTER DEFAULT PRIVILEGES FOR ROLE {{owner}} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
