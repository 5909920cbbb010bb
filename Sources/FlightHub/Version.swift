/// Which FlightHub this is.
enum Version {
    /// By semantic versioning: what `v1` of the interfaces promises stays within a major version.
    static let current = "0.1.0"
}
