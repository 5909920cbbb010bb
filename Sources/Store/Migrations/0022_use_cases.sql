-- What lets a use case take two round trips: its first statements and its reads in one, its writes
-- and COMMIT in the other. A statement that must not be followed by the next one fails by itself,
-- since nobody looks at its answer in between.

-- Holds an idempotency key until the transaction ends; fails with FH002 while another one holds it.
CREATE FUNCTION claim_key(principal uuid, key text) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended(principal::text || ' ' || key, 0)) THEN
        RAISE EXCEPTION 'the key is in use' USING ERRCODE = 'FH002';
    END IF;
END
$$;

-- Fails with FH003 unless a statement has changed as many rows as its transaction had read.
CREATE FUNCTION require_rows(changed bigint, wanted bigint) RETURNS void LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    IF changed <> wanted THEN
        RAISE EXCEPTION '% rows were changed, not %', changed, wanted USING ERRCODE = 'FH003';
    END IF;
END
$$;
