-- Who can log in, and what they hold: sessions, refresh tokens and tickets for WebSockets.

CREATE TABLE account (
    id uuid PRIMARY KEY,
    -- In lowercase: `EmailAddress` is the only way in.
    email text NOT NULL CONSTRAINT account_email UNIQUE,
    password_hash text NOT NULL,
    given_name text NOT NULL,
    family_name text NOT NULL,
    phone text,
    locale text,
    role text NOT NULL CHECK (
        role IN ('admin', 'business_owner', 'airline_agent', 'travel_agent', 'customer')),
    -- Of travel agents. No foreign key: agencies come with a later migration, and are never deleted.
    agency_id uuid CHECK (agency_id IS NULL OR role = 'travel_agent'),
    -- Of airline agents.
    airline text CHECK ((airline IS NOT NULL) = (role = 'airline_agent')),
    created_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1
);

-- One login of one account.
CREATE TABLE session (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES account,
    created_at timestamptz NOT NULL,
    -- When its newest refresh token expires: after that the row serves nobody.
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_because text,
    CHECK ((revoked_at IS NULL) = (revoked_because IS NULL))
);
CREATE INDEX session_by_user ON session (user_id) WHERE revoked_at IS NULL;
CREATE INDEX session_revoked ON session (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX session_expiry ON session (expires_at);

-- Each is used once. Used ones stay until the session goes, so that a second use is noticed.
CREATE TABLE refresh_token (
    -- SHA-256 of what the client holds.
    digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
    session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX refresh_token_session ON refresh_token (session_id);

-- Good for half a minute: not worth the write-ahead log, and nothing is lost with a crash but the
-- next click.
CREATE UNLOGGED TABLE websocket_ticket (
    digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
    expires_at timestamptz NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    agency_id uuid,
    airline text,
    session_id uuid NOT NULL,
    -- When the access token expires that the ticket was asked for with.
    principal_expires_at timestamptz NOT NULL
);
CREATE INDEX websocket_ticket_expiry ON websocket_ticket (expires_at);
