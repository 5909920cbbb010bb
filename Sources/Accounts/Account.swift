package import Events

/// A person who can log in.
package struct Account: Sendable, Equatable {
    /// Names the account for ever.
    package let id: UniqueID
    /// What the person logs in with; unique among accounts.
    package let email: EmailAddress
    /// How to address the person.
    package let profile: Profile
    /// What the account may do.
    package let role: Role
    /// The agency of a travel agent.
    package let agencyID: UniqueID?
    /// The airline of an airline agent, as its IATA code.
    package let airline: String?
    /// When it was made.
    package let createdAt: Timestamp
    /// Since when nobody can log in to it; nil while it is in use.
    package let deactivatedAt: Timestamp?
    /// Rises by one with each change.
    package let version: Int64

    /// An account with these values.
    package init(
        id: UniqueID, email: EmailAddress, profile: Profile, role: Role,
        agencyID: UniqueID? = nil, airline: String? = nil, createdAt: Timestamp,
        deactivatedAt: Timestamp? = nil, version: Int64 = 1
    ) {
        self.id = id
        self.email = email
        self.profile = profile
        self.role = role
        self.agencyID = agencyID
        self.airline = airline
        self.createdAt = createdAt
        self.deactivatedAt = deactivatedAt
        self.version = version
    }

    /// The account after a change; the same, with its version, when it is so already.
    package func after(_ change: AccountChange, at now: Timestamp) -> Account {
        switch change {
        case .position(let position):
            guard
                (role, agencyID, airline) != (position.role, position.agencyID, position.airline)
            else { return self }
            return next(position.role, position.agencyID, position.airline, deactivatedAt)
        case .deactivate:
            return deactivatedAt == nil ? next(role, agencyID, airline, now) : self
        case .reactivate:
            return deactivatedAt == nil ? self : next(role, agencyID, airline, nil)
        }
    }

    private func next(
        _ role: Role, _ agencyID: UniqueID?, _ airline: String?, _ deactivatedAt: Timestamp?
    ) -> Account {
        Account(
            id: id, email: email, profile: profile, role: role, agencyID: agencyID,
            airline: airline, createdAt: createdAt, deactivatedAt: deactivatedAt,
            version: version + 1)
    }

    /// Who this account is in a session, until a point in time.
    package func principal(session: UniqueID, until expiry: Timestamp) -> Principal {
        Principal(
            userID: id, role: role, agencyID: agencyID, airline: airline, sessionID: session,
            expiresAt: expiry)
    }
}

/// How to address a person; the caller has checked the lengths.
package struct Profile: Sendable, Equatable {
    /// The given name.
    package let givenName: String
    /// The family name.
    package let familyName: String
    /// A phone number in the form of E.164.
    package let phone: String?
    /// A language tag (RFC 5646).
    package let locale: String?

    /// A profile with these values.
    package init(givenName: String, familyName: String, phone: String? = nil, locale: String? = nil)
    {
        self.givenName = givenName
        self.familyName = familyName
        self.phone = phone
        self.locale = locale
    }
}
