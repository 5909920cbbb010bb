-- Lock, book and pay a seat that nobody else wants: three transactions with the statements, the two
-- round trips each and the sizes of rows and events that the use cases have
-- (Sources/Booking/UseCases, Sources/Store/Booking). Ids that the hub draws are drawn by the first
-- statement, which is the only one that the hub does not run.
-- (A colon in a text is \072: pgbench takes a word after a colon for a variable.)
\set agency random(1, :agencies)
SELECT b.flight, b.airline, b.currency, b.designator, b.cabin, b.version AS v0,
    b.version + 1 AS v1, b.version + 2 AS v2, b.price,
    gen_random_uuid() AS lock, gen_random_uuid() AS booking, gen_random_uuid() AS passenger,
    gen_random_uuid() AS payment, gen_random_uuid() AS entry, gen_random_uuid() AS person,
    gen_random_uuid() AS key1, gen_random_uuid() AS key2, gen_random_uuid() AS key3,
    b.pnr,
    ('00000000-0000-4000-8000-0000000000' || lpad(to_hex(:agency::int), 2, '0'))::uuid AS office
FROM bench_seat b WHERE b.n = (SELECT nextval('bench_next')) \gset

-- Lock.
\startpipeline
BEGIN;
SELECT now(), set_config('plan_cache_mode', 'force_generic_plan', true),
    claim_key(:person::uuid, :key1::text);
SELECT status, location, version, body, fingerprint FROM idempotency
WHERE principal = :person::uuid AND key = :key1::text;
SELECT f.* FROM flight f WHERE f.id = :flight::uuid;
SELECT s.* FROM flight_seat s WHERE s.flight_id = :flight::uuid
    AND s.designator = ANY (ARRAY[:designator::text]) ORDER BY s.designator FOR UPDATE;
\endpipeline
\startpipeline
INSERT INTO seat_lock (id, flight_id, holder_id, designators, passenger_refs, created_at,
    expires_at)
VALUES (:lock::uuid, :flight::uuid, :person::uuid, ARRAY[:designator::text], ARRAY['p1'], now(),
    now() + interval '10 min');
WITH changed AS (UPDATE flight_seat s SET state = 'locked', lock_id = :lock::uuid,
    booking_id = NULL, expires_at = now() + interval '10 min', version = s.version + 1
FROM unnest(ARRAY[:flight::uuid], ARRAY[:designator::text], ARRAY[:v0::bigint])
    AS r (flight_id, designator, version)
WHERE s.flight_id = r.flight_id AND s.designator = r.designator AND s.version = r.version
RETURNING 1)
SELECT require_rows(count(*), 1) FROM changed;
INSERT INTO idempotency (principal, key, fingerprint, status, location, version, body)
VALUES (:person::uuid, :key1::text, sha256(:key1::text::bytea), 201, '/seat-locks/' || :lock::text,
    NULL, repeat('x', 220));
INSERT INTO outbox (source, event_id, type, subject, topics, payload)
SELECT r.source, r.id, r.type, r.subject, string_to_array(r.topics, ' '), r.payload
FROM unnest(ARRAY['/api/v1/flights'], ARRAY[gen_random_uuid()::text], ARRAY[E'seat\072locked'],
    ARRAY['seat/' || :flight::text || '/' || :designator::text], ARRAY['seats:' || :flight::text],
    ARRAY['{"pad":"' || repeat('x', 430) || '"}'])
    WITH ORDINALITY AS r (source, id, type, subject, topics, payload, place) ORDER BY r.place;
COMMIT;
\endpipeline

-- Book.
\startpipeline
BEGIN;
SELECT now(), set_config('plan_cache_mode', 'force_generic_plan', true),
    claim_key(:person::uuid, :key2::text);
SELECT status, location, version, body, fingerprint FROM idempotency
WHERE principal = :person::uuid AND key = :key2::text;
SELECT f.* FROM flight f WHERE f.id = coalesce(:flight::uuid,
    (SELECT flight_id FROM seat_lock WHERE id = :lock::uuid)) FOR SHARE;
SELECT l.* FROM seat_lock l WHERE l.id = ANY (ARRAY[:lock::uuid]) ORDER BY l.id FOR UPDATE;
SELECT s.* FROM flight_seat s WHERE s.lock_id = ANY (ARRAY[:lock::uuid])
    ORDER BY s.flight_id, s.designator FOR UPDATE;
\endpipeline
\startpipeline
INSERT INTO booking (id, pnr, type, status, payment_status, ticketing, flight_id, airline,
    customer_id, created_by, agency_id, contact_email, contact_phone, total, currency, created_at,
    updated_at, expires_at, version)
VALUES (:booking::uuid, :pnr, 'hold', 'pending', 'unpaid', 'none', :flight::uuid, :airline,
    :person::uuid, :person::uuid, :office::uuid, 'loadtest@flighthub.test', NULL, :price::bigint,
    :currency, now(), now(), now() + interval '15 min', 1);
INSERT INTO passenger (id, booking_id, place, ref, type, title, given_name, family_name, born_on,
    gender, seat, cabin, price)
SELECT r.id, :booking::uuid, r.place, r.ref, r.type, NULL, r.given, r.family, r.born, NULL, r.seat,
    r.cabin, r.price
FROM unnest(ARRAY[:passenger::uuid], ARRAY['p1'], ARRAY['adult'], ARRAY['Load'], ARRAY['Test'],
    ARRAY['1990-01-01'::date], ARRAY[:designator::text], ARRAY[:cabin::text],
    ARRAY[:price::bigint])
    WITH ORDINALITY AS r (id, ref, type, given, family, born, seat, cabin, price, place);
WITH changed AS (UPDATE seat_lock SET ended_at = now() WHERE id = ANY (ARRAY[:lock::uuid])
    AND ended_at IS NULL RETURNING 1)
SELECT require_rows(count(*), 1) FROM changed;
WITH changed AS (UPDATE flight_seat s SET state = 'locked', lock_id = :lock::uuid,
    booking_id = :booking::uuid, expires_at = now() + interval '15 min', version = s.version + 1
FROM unnest(ARRAY[:flight::uuid], ARRAY[:designator::text], ARRAY[:v1::bigint])
    AS r (flight_id, designator, version)
WHERE s.flight_id = r.flight_id AND s.designator = r.designator AND s.version = r.version
RETURNING 1)
SELECT require_rows(count(*), 1) FROM changed;
INSERT INTO idempotency (principal, key, fingerprint, status, location, version, body)
VALUES (:person::uuid, :key2::text, sha256(:key2::text::bytea), 201, '/bookings/' || :booking::text,
    1, repeat('x', 1600));
INSERT INTO outbox (source, event_id, type, subject, topics, payload)
SELECT r.source, r.id, r.type, r.subject, string_to_array(r.topics, ' '), r.payload
FROM unnest(ARRAY['/api/v1/bookings', '/api/v1/flights'],
    ARRAY[gen_random_uuid()::text, gen_random_uuid()::text],
    ARRAY[E'booking\072created', E'seat\072locked'],
    ARRAY['booking/' || :booking::text, 'seat/' || :flight::text || '/' || :designator::text],
    ARRAY['booking:' || :booking::text || ' user:' || :person::text || ' agency:' || :office::text
        || ' airline:' || :airline, 'seats:' || :flight::text],
    ARRAY['{"pad":"' || repeat('x', 900) || '"}', '{"pad":"' || repeat('x', 430) || '"}'])
    WITH ORDINALITY AS r (source, id, type, subject, topics, payload, place) ORDER BY r.place;
COMMIT;
\endpipeline

-- Pay.
\startpipeline
BEGIN;
SELECT now(), set_config('plan_cache_mode', 'force_generic_plan', true),
    claim_key(:person::uuid, :key3::text);
SELECT status, location, version, body, fingerprint FROM idempotency
WHERE principal = :person::uuid AND key = :key3::text;
SELECT f.* FROM flight f WHERE f.id = (SELECT flight_id FROM booking b WHERE b.id = :booking::uuid)
    FOR SHARE;
SELECT b.* FROM booking b WHERE b.id = :booking::uuid FOR UPDATE;
SELECT p.* FROM passenger p WHERE p.booking_id = (SELECT id FROM booking b
    WHERE b.id = :booking::uuid) ORDER BY p.place;
SELECT s.* FROM flight_seat s WHERE s.booking_id = (SELECT id FROM booking b
    WHERE b.id = :booking::uuid) ORDER BY s.flight_id, s.designator FOR UPDATE;
SELECT y.* FROM payment y WHERE y.booking_id = (SELECT id FROM booking b
    WHERE b.id = :booking::uuid) ORDER BY y.created_at, y.id FOR UPDATE;
SELECT a.id, a.name, a.balance, a.currency, a.version FROM agency a
WHERE a.id = (SELECT agency_id FROM booking b WHERE b.id = :booking::uuid) FOR UPDATE;
\endpipeline
\startpipeline
WITH changed AS (UPDATE booking SET status = 'confirmed', payment_status = 'paid',
    ticketing = 'pending', updated_at = now(), cancel_reason = NULL, cancelled_by = NULL,
    cancelled_at = NULL, version = 2
WHERE id = :booking::uuid AND version = 1 RETURNING 1)
SELECT require_rows(count(*), 1) FROM changed;
INSERT INTO payment (id, booking_id, method, agency_id, state, amount, currency, created_by,
    created_at, version)
VALUES (:payment::uuid, :booking::uuid, 'balance', :office::uuid, 'succeeded', :price::bigint,
    :currency, :person::uuid, now(), 1);
-- The hub knows the new balance from its read; here the row tells it again.
INSERT INTO ledger (id, agency_id, kind, amount, balance_after, currency, payment_id, created_by,
    at)
SELECT :entry::uuid, id, 'payment', -:price::bigint, balance - :price::bigint, :currency,
    :payment::uuid, :person::uuid, now() FROM agency WHERE id = :office::uuid;
WITH changed AS (UPDATE agency SET balance = balance - :price::bigint, version = version + 1
WHERE id = :office::uuid AND currency = :currency RETURNING 1)
SELECT require_rows(count(*), 1) FROM changed;
WITH changed AS (UPDATE flight_seat s SET state = 'booked', lock_id = NULL,
    booking_id = :booking::uuid, expires_at = NULL, version = s.version + 1
FROM unnest(ARRAY[:flight::uuid], ARRAY[:designator::text], ARRAY[:v2::bigint])
    AS r (flight_id, designator, version)
WHERE s.flight_id = r.flight_id AND s.designator = r.designator AND s.version = r.version
RETURNING 1)
SELECT require_rows(count(*), 1) FROM changed;
INSERT INTO idempotency (principal, key, fingerprint, status, location, version, body)
VALUES (:person::uuid, :key3::text, sha256(:key3::text::bytea), 201, '/payments/' || :payment::text,
    1, repeat('x', 330));
INSERT INTO outbox (source, event_id, type, subject, topics, payload)
SELECT r.source, r.id, r.type, r.subject, string_to_array(r.topics, ' '), r.payload
FROM unnest(ARRAY['/api/v1/payments', '/api/v1/bookings', '/api/v1/flights'],
    ARRAY[gen_random_uuid()::text, gen_random_uuid()::text, gen_random_uuid()::text],
    ARRAY[E'payment\072succeeded', E'booking\072confirmed', E'seat\072booked'],
    ARRAY['payment/' || :payment::text, 'booking/' || :booking::text,
        'seat/' || :flight::text || '/' || :designator::text],
    ARRAY['booking:' || :booking::text || ' user:' || :person::text || ' agency:' || :office::text,
        'booking:' || :booking::text || ' user:' || :person::text || ' agency:' || :office::text
        || ' airline:' || :airline, 'seats:' || :flight::text],
    ARRAY['{"pad":"' || repeat('x', 600) || '"}', '{"pad":"' || repeat('x', 900) || '"}',
        '{"pad":"' || repeat('x', 380) || '"}'])
    WITH ORDINALITY AS r (source, id, type, subject, topics, payload, place) ORDER BY r.place;
COMMIT;
\endpipeline
