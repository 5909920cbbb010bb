/// Where a flight is in its day.
package enum FlightStatus: String, CaseIterable, Hashable, Sendable {
    case scheduled, delayed, boarding
    case inAir = "in_air"
    case landed, cancelled, diverted

    /// Nothing follows: the job does not look at such flights again.
    package var isFinal: Bool {
        switch self {
        case .landed, .cancelled, .diverted: true
        case .scheduled, .delayed, .boarding, .inAir: false
        }
    }

    /// Whether seats can be locked, booked and paid, as far as the status goes.
    package var isBookable: Bool {
        switch self {
        case .scheduled, .delayed: true
        case .boarding, .inAir, .landed, .cancelled, .diverted: false
        }
    }
}

/// What gave a flight its status.
package enum StatusSource: String, CaseIterable, Hashable, Sendable {
    /// The rules, from the times.
    case job
    /// A person.
    case manual
}
