-- A lease that ends later than its length allows was taken before the clock was set back: it is over,
-- and its holder, if it lives, renews it with its next step. Without this nobody led for as long as
-- the clock had jumped.
ALTER TABLE sequencer ADD COLUMN lease_length interval NOT NULL DEFAULT '2 s';

-- Whether the lease keeps others away.
CREATE FUNCTION lease_holds(state sequencer) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT state.lease_until > clock_timestamp()
        AND state.lease_until <= clock_timestamp() + state.lease_length
$$;

-- As in 0001, but for `lease_holds`.
CREATE OR REPLACE FUNCTION sequencer_acquire(node text, lease interval)
RETURNS TABLE (generation int, epoch text, head bigint, term bigint)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
    state sequencer;
BEGIN
    -- Without a lock: it may be the holder that sits on it.
    SELECT * INTO state FROM sequencer;
    IF state.holder <> node AND lease_holds(state) THEN RETURN; END IF;
    IF state.backend_pid <> pg_backend_pid() THEN
        PERFORM pg_terminate_backend(a.pid, 1000) FROM pg_stat_activity a
            WHERE a.pid = state.backend_pid AND a.backend_start = state.backend_start
                AND a.datname = current_database();
    END IF;
    -- Somebody else may have done the same.
    SELECT * INTO state FROM sequencer FOR UPDATE;
    IF state.holder <> node AND lease_holds(state) THEN RETURN; END IF;
    UPDATE sequencer s SET holder = node, lease_until = clock_timestamp() + lease,
        lease_length = lease, term = s.term + 1, backend_pid = pg_backend_pid(),
        backend_start = (
            SELECT a.backend_start FROM pg_stat_activity a WHERE a.pid = pg_backend_pid());
    PERFORM epoch_check();
    RETURN QUERY SELECT h.generation, h.epoch, events_head(), state.term + 1 FROM history h;
END
$$;

-- As in 0001, but that a lease which ends too late is due, and that a sequence which nobody has used
-- marks nothing.
CREATE OR REPLACE FUNCTION sequencer_step(
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
    is_due := state.lease_until NOT BETWEEN clock_timestamp() + lease - interval '500 ms'
        AND clock_timestamp() + greatest(lease, state.lease_length);
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
        -- NULL before the first id was taken.
        mark_id := coalesce(candidate, 0);
        mark_xid := pg_current_xact_id();
    END IF;
    SELECT h.generation, h.epoch INTO generation, epoch FROM history h;
END
$$;
