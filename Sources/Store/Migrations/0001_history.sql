-- The way of an event (architecture.md 1.1, 1.2, 1.5): outbox -> sequencer -> events.

-- What use cases write, in the transaction of the change, as its last statement. Every row lock is
-- held by then, so transactions that depend on each other get ids in that order. This needs CACHE 1,
-- no other unique key (waiting for one would come after the id was taken) and no trigger.
CREATE TABLE outbox (
    -- Before id on purpose: defaults are evaluated in this order, so a transaction has its xid
    -- before it has any id. The lower bound in sequencer_step depends on it.
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    id bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
    source text NOT NULL,
    event_id text NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    topics text[] NOT NULL CHECK (cardinality(topics) BETWEEN 1 AND 100),
    -- Text, since jsonb orders keys anew: the bytes stay the same everywhere.
    payload text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (
    -- Every row dies young; do not wait for a share of a table that is nearly empty.
    autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_threshold = 1000000000
);

-- To find all rows of a transaction when there is more than a step takes.
CREATE INDEX outbox_transaction ON outbox (xid);

-- The committed events, 1, 2, 3, … without a hole; append-only.
CREATE TABLE events (
    seq bigint PRIMARY KEY,
    source text NOT NULL,
    event_id text NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    topics text[] NOT NULL,
    payload text NOT NULL,
    created_at timestamptz NOT NULL,
    sequenced_at timestamptz NOT NULL DEFAULT clock_timestamp()
) PARTITION BY RANGE (seq);

-- For resumes by topic.
CREATE TABLE event_topics (
    topic text NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (topic, seq)
) PARTITION BY RANGE (seq);

CREATE TABLE events_default PARTITION OF events DEFAULT;
CREATE TABLE event_topics_default PARTITION OF event_topics DEFAULT;

-- Which history this is, and how far back it is kept. Changes rarely, and is read with every page:
-- the row that the lease renews twice a second is another one, so that an open long transaction
-- does not make this one slow to find.
CREATE TABLE history (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    generation int NOT NULL,
    epoch text NOT NULL,
    -- What the epoch was made on: another server or timeline means another history.
    system_identifier bigint NOT NULL,
    timeline text NOT NULL,
    reason text NOT NULL,
    began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Events at or below it may be gone.
    floor bigint NOT NULL DEFAULT 0,
    -- How many seqs a partition holds.
    partition_size bigint NOT NULL DEFAULT 1000000
);

-- Who gives events their order. Its row lock is held by every step that writes.
CREATE TABLE sequencer (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    holder text,
    backend_pid int,
    backend_start timestamptz,
    lease_until timestamptz NOT NULL DEFAULT '-infinity',
    -- Rises with each grant.
    term bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 100, autovacuum_vacuum_scale_factor = 0);

-- Events of other services that were taken already.
CREATE TABLE ingress_seen (
    source text NOT NULL,
    event_id text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (source, event_id)
);
CREATE INDEX ingress_seen_age ON ingress_seen (seen_at);

-- pg_control_checkpoint() would lag after a promotion.
CREATE FUNCTION current_timeline() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)
$$;

CREATE FUNCTION new_epoch() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT left(replace(gen_random_uuid()::text, '-', ''), 16)
$$;

INSERT INTO sequencer DEFAULT VALUES;
INSERT INTO history (generation, epoch, system_identifier, timeline, reason)
    SELECT 1, new_epoch(), system_identifier, current_timeline(), 'migration'
    FROM pg_control_system();

-- From the end of the index. A head kept in a row would pile up dead versions under a long
-- transaction. Below the floor everything may be gone, the last event too. STABLE, so that it sees
-- what the statement around it sees: a page of events and its head are of one moment.
CREATE FUNCTION events_head() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    last bigint;
BEGIN
    SELECT seq INTO last FROM events ORDER BY seq DESC LIMIT 1;
    RETURN greatest(coalesce(last, 0), (SELECT floor FROM history));
END
$$;

-- Keeps the partition of the head and the next two in place; returns how many it made.
CREATE FUNCTION events_add_partitions() RETURNS int LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    size bigint := (SELECT partition_size FROM history);
    first bigint := events_head() / size;
    parent text;
    name text;
    spilled boolean;
    made int := 0;
BEGIN
    FOR number IN first .. first + 2 LOOP
        FOREACH parent IN ARRAY ARRAY['events', 'event_topics'] LOOP
            name := format('%s_%s', parent, to_char(number * size, 'FM0000000000000000'));
            CONTINUE WHEN to_regclass(name) IS NOT NULL;
            -- Rows of the range that are in the default partition stay there.
            EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE seq >= $1 AND seq < $2)',
                parent || '_default') INTO spilled USING number * size, (number + 1) * size;
            CONTINUE WHEN spilled;
            -- Attaching takes a weaker lock on the parent than PARTITION OF does.
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', name, parent);
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
                parent, name, number * size, (number + 1) * size);
            made := made + 1;
        END LOOP;
    END LOOP;
    RETURN made;
END
$$;

SELECT events_add_partitions();

-- Raises the floor over all whole partitions whose events are older than `keep`; to be committed
-- before events_drop_partitions runs.
CREATE FUNCTION events_raise_floor(keep interval) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    size bigint := (SELECT partition_size FROM history);
    head bigint := events_head();
    number bigint := (SELECT floor FROM history) / size;
    last_at timestamptz;
    result bigint;
BEGIN
    WHILE (number + 1) * size <= head LOOP
        SELECT sequenced_at INTO last_at FROM events
            WHERE seq >= number * size AND seq < (number + 1) * size ORDER BY seq DESC LIMIT 1;
        EXIT WHEN last_at >= clock_timestamp() - keep;
        number := number + 1;
    END LOOP;
    UPDATE history SET floor = number * size - 1 WHERE floor < number * size - 1;
    SELECT floor INTO result FROM history;
    RETURN result;
END
$$;

-- Drops the partitions below the floor; returns how many. Detaching concurrently is not possible
-- beside a default partition, so this takes a short exclusive lock on the parent: call it with a
-- small lock_timeout, and again later when that passes.
CREATE FUNCTION events_drop_partitions() RETURNS int LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    size bigint := (SELECT partition_size FROM history);
    kept bigint := ((SELECT floor FROM history) + 1) / size * size;
    partition record;
    dropped int := 0;
BEGIN
    FOR partition IN
        SELECT i.inhparent::regclass AS parent, i.inhrelid::regclass AS name
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent IN ('events'::regclass, 'event_topics'::regclass)
            AND c.relname ~ '_[0-9]{16}$'
            AND right(c.relname, 16)::bigint < kept
    LOOP
        EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', partition.parent, partition.name);
        EXECUTE format('DROP TABLE %s', partition.name);
        dropped := dropped + 1;
    END LOOP;
    DELETE FROM events_default WHERE seq < kept;
    DELETE FROM event_topics_default WHERE seq < kept;
    RETURN dropped;
END
$$;

-- Begins a new history when the database is not the one that the epoch was made on: restored,
-- copied or promoted. Call it with the sequencer's row locked.
CREATE FUNCTION epoch_check() RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    identifier bigint := (SELECT system_identifier FROM pg_control_system());
    line text := current_timeline();
BEGIN
    UPDATE history SET generation = generation + 1, epoch = new_epoch(),
            system_identifier = identifier, timeline = line, began_at = clock_timestamp(),
            reason = format('the database was %s on timeline %s', system_identifier, timeline)
        WHERE system_identifier <> identifier OR timeline <> line;
END
$$;

-- Begins a new history by hand or because the log contradicts this one.
CREATE FUNCTION epoch_begin(why text)
RETURNS TABLE (generation int, epoch text) LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM sequencer FOR UPDATE;
    RETURN QUERY UPDATE history h SET generation = h.generation + 1, epoch = new_epoch(),
            system_identifier = (SELECT c.system_identifier FROM pg_control_system() c),
            timeline = current_timeline(), began_at = clock_timestamp(), reason = why
        RETURNING h.generation, h.epoch;
END
$$;

-- Takes the lease for a node; no row when another one holds it. Ends the session of a holder whose
-- lease is over, for it may be frozen with the row locked.
CREATE FUNCTION sequencer_acquire(node text, lease interval)
RETURNS TABLE (generation int, epoch text, head bigint, term bigint)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
    state sequencer;
BEGIN
    -- Without a lock: it may be the holder that sits on it.
    SELECT * INTO state FROM sequencer;
    IF state.holder <> node AND state.lease_until > clock_timestamp() THEN RETURN; END IF;
    IF state.backend_pid <> pg_backend_pid() THEN
        PERFORM pg_terminate_backend(a.pid, 1000) FROM pg_stat_activity a
            WHERE a.pid = state.backend_pid AND a.backend_start = state.backend_start
                AND a.datname = current_database();
    END IF;
    -- Somebody else may have done the same.
    SELECT * INTO state FROM sequencer FOR UPDATE;
    IF state.holder <> node AND state.lease_until > clock_timestamp() THEN RETURN; END IF;
    UPDATE sequencer s SET holder = node, lease_until = clock_timestamp() + lease,
        term = s.term + 1, backend_pid = pg_backend_pid(),
        backend_start = (
            SELECT a.backend_start FROM pg_stat_activity a WHERE a.pid = pg_backend_pid());
    PERFORM epoch_check();
    RETURN QUERY SELECT h.generation, h.epoch, events_head(), state.term + 1 FROM history h;
END
$$;

-- Gives the lease back.
CREATE FUNCTION sequencer_release(node text, granted_term bigint) RETURNS void
LANGUAGE sql VOLATILE AS $$
    UPDATE sequencer SET holder = NULL, lease_until = '-infinity'
        WHERE holder = node AND term = granted_term
$$;

-- Fails with FH001 unless the lease is the caller's. A lease that is over but that nobody else
-- took still is.
CREATE FUNCTION sequencer_check(state sequencer, node text, granted_term bigint) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF state.holder IS DISTINCT FROM node OR state.term <> granted_term THEN
        RAISE EXCEPTION 'the lease is gone' USING ERRCODE = 'FH001';
    END IF;
END
$$;

-- Begins a new history after `known`, unless that is not the current one any more.
CREATE FUNCTION sequencer_begin_epoch(
    node text, granted_term bigint, known_generation int, known_epoch text, why text)
RETURNS TABLE (generation int, epoch text, head bigint, term bigint)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
    state sequencer;
BEGIN
    SELECT * INTO state FROM sequencer FOR UPDATE;
    PERFORM sequencer_check(state, node, granted_term);
    PERFORM epoch_begin(why) FROM history h
        WHERE h.generation = known_generation AND h.epoch = known_epoch;
    RETURN QUERY SELECT h.generation, h.epoch, events_head(), granted_term FROM history h;
END
$$;

-- One step: committed rows of the outbox become events, in whole transactions.
--
-- `low`, `mark_id` and `mark_xid` are the caller's to keep: 0 and NULLs after an acquire, then what
-- the last step returned. Nothing at or below `low` is left or can come, so that a step need not
-- pass the dead rows that an open long transaction keeps: measured, 5 ms became 230 ms in 20 s.
-- The mark is the candidate for it: ids up to mark_id were taken by transactions older than
-- mark_xid; once none of these runs any more, and none of their rows is left, low moves there.
-- (mark_xid is an xid taken after mark_id was read. pg_snapshot_xmax would not do: transactions
-- that run may lie above it.)
CREATE FUNCTION sequencer_step(
    node text, granted_term bigint, row_limit int, lease interval,
    INOUT low bigint, INOUT mark_id bigint, INOUT mark_xid xid8,
    OUT generation int, OUT epoch text, OUT head bigint, OUT drained boolean)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
    state sequencer;
    candidate bigint;
    marked_are_done boolean;
    is_due boolean;
    found_rows bigint;
    transactions xid8[];
    bound bigint := low;
BEGIN
    -- Before the lock below, which takes an xid. Not by SELECT from the sequence: it reads without
    -- the page's lock, and nextval shows it a value that is 32 too high while it writes its WAL
    -- (seen: a transaction left behind after 25,000).
    candidate := pg_sequence_last_value('outbox_id_seq');
    SELECT * INTO state FROM sequencer;
    PERFORM sequencer_check(state, node, granted_term);
    marked_are_done := coalesce(pg_snapshot_xmin(pg_current_snapshot()) >= mark_xid, false);

    -- By id, then whole transactions: all that depends on something comes after it.
    SELECT count(*), array_agg(DISTINCT o.xid) INTO found_rows, transactions FROM (
        SELECT xid FROM outbox WHERE id > bound ORDER BY id LIMIT row_limit) o;
    drained := found_rows < row_limit;

    -- Not with every step: each version of the row stays as long as an open snapshot needs it.
    is_due := state.lease_until < clock_timestamp() + lease - interval '500 ms';
    IF found_rows > 0 OR is_due
        OR EXISTS (SELECT FROM history h, pg_control_system() c
            WHERE h.system_identifier <> c.system_identifier OR h.timeline <> current_timeline())
    THEN
        SELECT * INTO state FROM sequencer FOR UPDATE;
        PERFORM sequencer_check(state, node, granted_term);
        PERFORM epoch_check();
        IF is_due THEN UPDATE sequencer SET lease_until = clock_timestamp() + lease; END IF;
    END IF;

    head := events_head();
    IF found_rows > 0 THEN
        WITH taken AS (
            DELETE FROM outbox WHERE xid = ANY (transactions) AND id > bound
            RETURNING *
        ), grouped AS (
            SELECT *, min(id) OVER (PARTITION BY xid) AS first_id FROM taken
        ), numbered AS (
            SELECT *, head + row_number() OVER (ORDER BY first_id, id) AS seq FROM grouped
        ), recorded AS (
            INSERT INTO events (seq, source, event_id, type, subject, topics, payload, created_at)
            SELECT seq, source, event_id, type, subject, topics, payload, created_at
            FROM numbered ORDER BY seq
        ), indexed AS (
            INSERT INTO event_topics (topic, seq)
            SELECT DISTINCT topic, seq FROM numbered, unnest(topics) AS topic
        )
        SELECT max(seq) INTO head FROM numbered;
    END IF;

    IF marked_are_done
        AND NOT EXISTS (SELECT FROM outbox WHERE id > bound AND id <= mark_id)
    THEN
        low := mark_id;
        mark_id := NULL;
        mark_xid := NULL;
    END IF;
    IF mark_id IS NULL AND found_rows > 0 THEN
        mark_id := candidate;
        mark_xid := pg_current_xact_id();
    END IF;
    SELECT h.generation, h.epoch INTO generation, epoch FROM history h;
END
$$;
