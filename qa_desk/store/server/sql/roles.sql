-- Who owns the tables, what every person's login is a member of, and an agent's as well. None of them can log in.
DO $$
DECLARE
    database text := pg_catalog.quote_ident(pg_catalog.current_database());
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {{owner name}}) THEN
        -- without inheritance: what is for members must not hold for the owner
        CREATE ROLE {{owner}} NOLOGIN NOINHERIT CREATEROLE;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {{member name}}) THEN
        CREATE ROLE {{member}} NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {{agent name}}) THEN
        CREATE ROLE {{agent}} NOLOGIN;
    END IF;
    -- who lays the rules down without being a superuser has to be able to give things to the owner
    IF NOT pg_catalog.pg_has_role(current_user, {{owner name}}, 'MEMBER') THEN
        EXECUTE pg_catalog.format('GRANT {{owner}} TO %I', current_user);
    END IF;
    -- from PostgreSQL 16 on, to make somebody a member takes more than the right to make roles
    IF NOT pg_catalog.pg_has_role({{owner name}}, {{member name}}, 'MEMBER WITH ADMIN OPTION') THEN
        GRANT {{member}} TO {{owner}} WITH ADMIN OPTION;
    END IF;
    IF NOT pg_catalog.pg_has_role({{owner name}}, {{agent name}}, 'MEMBER WITH ADMIN OPTION') THEN
        GRANT {{agent}} TO {{owner}} WITH ADMIN OPTION;
    END IF;
    EXECUTE pg_catalog.format('REVOKE ALL ON DATABASE %s FROM PUBLIC', database);
    EXECUTE pg_catalog.format('GRANT CONNECT ON DATABASE %s TO {{owner}}, {{member}}', database);
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    GRANT USAGE, CREATE ON SCHEMA public TO {{owner}};
    GRANT USAGE ON SCHEMA public TO {{member}};
END
$$;
