-- As in 0024, but that a transaction of more events than two steps take is taken in portions: whole, a
-- large enough one outlasted the statement's time limit, and nothing was numbered any more (seen with
-- 100,000 events). Such a transaction may have others between its events. What depends on it still
-- comes after all of it: ids of that are above all of its own.
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
    portion int := 2 * row_limit;
    last_id bigint;
BEGIN
    -- Before the lock below, which takes an xid. Not by SELECT from the sequence: it reads without
    -- the page's lock, and nextval shows it a value that is 32 too high while it writes its WAL
    -- (seen: a transaction left behind after 25,000).
    candidate := pg_sequence_last_value('outbox_id_seq');
    SELECT * INTO state FROM sequencer;
    PERFORM sequencer_check(state, node, granted_term);
    marked_are_done := coalesce(pg_snapshot_xmin(pg_current_snapshot()) >= mark_xid, false);

    -- By id, then whole transactions: all that depends on something comes after it. More than a
    -- portion is too much for a step: then it is the first transaction alone, or a portion of it.
    SELECT count(*), array_agg(DISTINCT o.xid) INTO found_rows, transactions FROM (
        SELECT xid FROM outbox WHERE id > bound ORDER BY id LIMIT row_limit) o;
    drained := found_rows < row_limit;
    IF NOT drained AND portion < (SELECT count(*) FROM (
        SELECT FROM outbox WHERE xid = ANY (transactions) AND id > bound LIMIT portion + 1) o)
    THEN
        WITH front AS (
            SELECT id, xid FROM outbox WHERE id > bound ORDER BY id LIMIT portion
        ), first AS (
            SELECT xid FROM front ORDER BY id LIMIT 1
        )
        SELECT ARRAY[xid], max(id) INTO transactions, last_id
            FROM front JOIN first USING (xid) GROUP BY xid;
    END IF;

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
                AND (last_id IS NULL OR id <= last_id)
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
