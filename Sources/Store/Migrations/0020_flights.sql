-- House flights and their seats (domain.md, section 5).

CREATE TYPE cabin AS ENUM ('first', 'business', 'premium_economy', 'economy');
CREATE TYPE seat_state AS ENUM ('available', 'locked', 'booked', 'blocked');

CREATE TABLE flight (
    id uuid PRIMARY KEY,
    airline text COLLATE "C" NOT NULL,
    number int NOT NULL,
    -- The day of departure at the origin.
    service_date date NOT NULL,
    aircraft_type text NOT NULL,
    origin text COLLATE "C" NOT NULL,
    origin_city text NOT NULL,
    origin_zone text NOT NULL,
    -- Minutes by which the origin's clock is ahead of UTC at the scheduled departure.
    origin_offset smallint NOT NULL,
    destination text COLLATE "C" NOT NULL,
    destination_city text NOT NULL,
    destination_zone text NOT NULL,
    destination_offset smallint NOT NULL,
    departure_scheduled timestamptz NOT NULL,
    departure_estimated timestamptz,
    departure_actual timestamptz,
    departure_terminal text,
    departure_gate text,
    arrival_scheduled timestamptz NOT NULL,
    arrival_estimated timestamptz,
    arrival_actual timestamptz,
    arrival_terminal text,
    arrival_gate text,
    baggage text,
    status text NOT NULL DEFAULT 'scheduled' CHECK (status IN (
        'scheduled', 'delayed', 'boarding', 'in_air', 'landed', 'cancelled', 'diverted')),
    status_source text NOT NULL DEFAULT 'job' CHECK (status_source IN ('job', 'manual')),
    status_reason text,
    delay_drawn_at timestamptz,
    manual_until timestamptz,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    fare_cabins text[] NOT NULL,
    -- In the currency's smallest unit, one for each cabin.
    fare_prices bigint[] NOT NULL CHECK (cardinality(fare_prices) = cardinality(fare_cabins)),
    version bigint NOT NULL DEFAULT 1,
    CHECK (arrival_scheduled > departure_scheduled),
    UNIQUE (airline, number, service_date)
);
CREATE INDEX flight_departure ON flight (departure_scheduled, id);
CREATE INDEX flight_origin ON flight (origin, departure_scheduled);
CREATE INDEX flight_destination ON flight (destination, arrival_scheduled);

-- One row a seat: two bookings cannot hold it. No foreign key to flight: it would double the time
-- that seeding takes; seats are made in the same statement as their flight, and neither is deleted.
CREATE TABLE flight_seat (
    flight_id uuid NOT NULL,
    designator text COLLATE "C" NOT NULL,
    cabin cabin NOT NULL,
    state seat_state NOT NULL DEFAULT 'available',
    -- Rises by one with each change, and never restarts.
    version bigint NOT NULL DEFAULT 1,
    expires_at timestamptz,
    lock_id uuid,
    booking_id uuid,
    PRIMARY KEY (flight_id, designator),
    CHECK ((state = 'locked') = (expires_at IS NOT NULL AND lock_id IS NOT NULL)),
    CHECK (state <> 'booked' OR booking_id IS NOT NULL),
    CHECK (state IN ('locked', 'booked') OR booking_id IS NULL)
) WITH (fillfactor = 95);
CREATE INDEX flight_seat_lock ON flight_seat (lock_id) WHERE lock_id IS NOT NULL;
CREATE INDEX flight_seat_booking ON flight_seat (booking_id) WHERE booking_id IS NOT NULL;
-- For the sweep of lapsed locks that no booking uses.
CREATE INDEX flight_seat_lapsing ON flight_seat (expires_at)
    WHERE state = 'locked' AND booking_id IS NULL;

CREATE TABLE seat_lock (
    id uuid PRIMARY KEY,
    flight_id uuid NOT NULL REFERENCES flight,
    holder_id uuid NOT NULL,
    designators text[] NOT NULL CHECK (cardinality(designators) > 0),
    -- One for each designator; empty when the holder gave none.
    passenger_refs text[] NOT NULL CHECK (
        cardinality(passenger_refs) = cardinality(designators)),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    -- When it was given back or used for a booking.
    ended_at timestamptz
);
CREATE INDEX seat_lock_age ON seat_lock (expires_at);
