/// Where a run is, for the live line.
struct RunProgress: Sendable, Equatable {
    /// What it is doing: `connecting`, `publishing`, `settling`, `checking`.
    var phase: String
    /// How much of the run is done, 0 to 1.
    var fraction: Double
    /// Seconds that are left, as planned.
    var secondsLeft: Double
    var sample: RunReport.Sample
}
