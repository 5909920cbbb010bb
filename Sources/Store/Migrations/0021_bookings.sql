-- Agencies, bookings and payments (domain.md, section 5).

CREATE TABLE agency (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    -- In the currency's smallest unit, as every amount.
    balance bigint NOT NULL CHECK (balance >= 0),
    version bigint NOT NULL DEFAULT 1
);

CREATE TABLE booking (
    id uuid PRIMARY KEY,
    pnr text COLLATE "C" NOT NULL CONSTRAINT booking_pnr UNIQUE
        CHECK (pnr ~ '^[A-HJ-NP-Z2-9]{6}$'),
    type text NOT NULL CHECK (type IN ('hold')),
    status text NOT NULL CHECK (status IN ('pending', 'confirmed', 'cancelled', 'expired')),
    payment_status text NOT NULL CHECK (payment_status IN (
        'unpaid', 'processing', 'paid', 'failed', 'partially_refunded', 'refunded')),
    ticketing text NOT NULL CHECK (ticketing IN ('none', 'pending', 'issued', 'voided')),
    flight_id uuid NOT NULL REFERENCES flight,
    airline text COLLATE "C" NOT NULL,
    customer_id uuid NOT NULL,
    created_by uuid NOT NULL,
    agency_id uuid REFERENCES agency,
    contact_email text NOT NULL,
    contact_phone text,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    total bigint NOT NULL CHECK (total >= 0),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    cancel_reason text,
    cancelled_by uuid,
    cancelled_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
    CHECK (status <> 'confirmed' OR payment_status = 'paid')
);
CREATE INDEX booking_created ON booking (created_at, id);
CREATE INDEX booking_customer ON booking (customer_id, created_at, id);
CREATE INDEX booking_agency ON booking (agency_id, created_at, id);
CREATE INDEX booking_airline ON booking (airline, created_at, id);
CREATE INDEX booking_flight ON booking (flight_id, status);
-- For the expiry sweep.
CREATE INDEX booking_lapsing ON booking (expires_at) WHERE status = 'pending';

CREATE TABLE passenger (
    id uuid PRIMARY KEY,
    booking_id uuid NOT NULL REFERENCES booking,
    -- From 1, in the order of the request.
    place int NOT NULL,
    ref text,
    type text NOT NULL CHECK (type IN ('adult', 'child', 'infant_without_seat')),
    title text,
    given_name text NOT NULL,
    family_name text NOT NULL,
    born_on date NOT NULL,
    gender text,
    seat text,
    cabin text NOT NULL,
    price bigint NOT NULL CHECK (price >= 0),
    UNIQUE (booking_id, place)
);

CREATE TABLE payment (
    id uuid PRIMARY KEY,
    booking_id uuid NOT NULL REFERENCES booking,
    method text NOT NULL CHECK (method IN ('balance')),
    agency_id uuid NOT NULL REFERENCES agency,
    state text NOT NULL CHECK (state IN ('succeeded', 'refunded')),
    amount bigint NOT NULL CHECK (amount >= 0),
    currency text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    refund_id uuid,
    refund_amount bigint,
    refunded_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    CHECK ((state = 'refunded') = (refund_id IS NOT NULL AND refund_amount IS NOT NULL
        AND refunded_at IS NOT NULL))
);
CREATE INDEX payment_booking ON payment (booking_id);
-- A booking is paid once.
CREATE UNIQUE INDEX payment_standing ON payment (booking_id) WHERE state = 'succeeded';

-- Append-only: the sum of an agency's entries is its balance.
CREATE TABLE ledger (
    id uuid PRIMARY KEY,
    agency_id uuid NOT NULL REFERENCES agency,
    kind text NOT NULL CHECK (kind IN ('deposit', 'payment', 'refund')),
    amount bigint NOT NULL,
    balance_after bigint NOT NULL CHECK (balance_after >= 0),
    currency text NOT NULL,
    payment_id uuid REFERENCES payment,
    created_by uuid NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX ledger_agency ON ledger (agency_id, at);

-- The replies to requests that named an idempotency key; kept for a day.
CREATE TABLE idempotency (
    principal uuid NOT NULL,
    key text COLLATE "C" NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint NOT NULL,
    location text,
    version bigint,
    -- Text, so that a repeat gets the same bytes.
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (principal, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);
