-- What the journeys of pgbench sell: 100,000 free seats, numbered so that
-- neighbours are seats of different flights. Made anew before each run.
DROP TABLE IF EXISTS bench_seat;
DROP SEQUENCE IF EXISTS bench_next;
CREATE SEQUENCE bench_next CACHE 1;
CREATE TABLE bench_seat AS
SELECT row_number() OVER (ORDER BY md5(f.id::text || s.designator)) AS n, f.id AS flight,
    f.airline, f.currency, s.designator, s.cabin::text AS cabin, s.version,
    coalesce(f.fare_prices[array_position(f.fare_cabins, s.cabin::text)], 10000) AS price,
    -- A locator out of 32^6, as the hub draws it: of fewer, some would be drawn twice. (The
    -- condition makes it one for each row.)
    (SELECT string_agg(substr('ABCDEFGHJKLMNPQRSTUVWXYZ23456789', 1 + floor(random() * 32)::int, 1),
        '') FROM generate_series(1, 6) WHERE f.id IS NOT NULL) AS pnr
FROM flight_seat s JOIN flight f ON f.id = s.flight_id
WHERE s.state = 'available' AND f.departure_scheduled > now() + interval '1 day' LIMIT 100000;
ALTER TABLE bench_seat ADD PRIMARY KEY (n);
-- The agencies of the demo seed, each with enough to pay for everything.
UPDATE agency SET balance = 1000000000000;
VACUUM ANALYZE bench_seat;
