/// What the peers of one kind do to a hub.
struct Misdeed: Sendable {
    /// Stable, for thresholds: `slowHeads`.
    let name: String
    /// For people, after "during": `heads that come byte by byte`.
    let label: String
    /// The series of `/metrics` that count what becomes of them, added up.
    let series: [String]
    /// How many there are, by the number of peers asked for.
    var crowding = 1
    /// Whether they open a WebSocket first.
    var opensWebSocket = false
    /// Sent at once, behind the handshake.
    var opening: [UInt8] = []
    /// Sent ten times a second from then on.
    var beat: [UInt8] = []
    var reading = Reading.everything
    /// Whether the connection is reset a beat after its beginning.
    var resets = false
    /// Whether they come by TLS and change its keys on and on; they send nothing else.
    var changesKeys = false

    /// How they read.
    enum Reading: Sendable {
        case everything, nothing
        /// A byte a second.
        case bytewise
    }
}
