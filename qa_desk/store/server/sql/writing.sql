-- What members have grants for at all; `writing.py` adds who enters, changes and removes what.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {{member}};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {{member}};
GRANT SELECT ON ALL TABLES IN SCHEMA public TO {{member}};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {{member}};
-- what an assignment is really for is told by `server.true_purposes` alone
REVOKE SELECT ON public.true_purposes FROM {{member}};
-- a salt could be found bit by bit by who may use it in a condition
REVOKE SELECT ON public.commitments FROM {{member}};
GRANT SELECT (evaluation_id, sealed, sha256, made_at, reach_evaluation, reach_author) ON public.commitments
    TO {{member}};
{{writing}}
