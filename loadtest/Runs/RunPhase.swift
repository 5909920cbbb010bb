/// A part of a run whose times are kept apart; the first one is what the others are compared with.
struct RunPhase: Sendable, Equatable {
    /// Stable, for thresholds: `pings`.
    let name: String
    /// For people: `floods of pings`.
    let label: String
}
