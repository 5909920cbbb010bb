import Events
import Net

/// The clients of one fleet that live in this process. *(loop)*
protocol Fleet: AnyObject {
    /// Begins connecting, and goes on by itself.
    func start()
    /// The load begins: connections that are to be cut are cut from now on.
    func stir()
    /// Drops every connection; all stay away until `comeBack`.
    func stayAway()
    /// All connect at once; `missed` events of its topics wait for each client.
    func comeBack(missed: Int)
    /// The load is over: nothing is cut any more, and slow readers read as fast as they can.
    func settle()
    /// Ends every connection.
    func stop()
    /// The hub acknowledged a change.
    func committed(_ change: String, at time: Timestamp)
    /// What became of the fleet so far, and its times since the last call.
    func takeTally() -> FleetTally
    /// What the clients got in all.
    func audit() -> FleetAudit
}

/// The fleet cannot begin.
enum FleetError: Error, CustomStringConvertible {
    case badURL(String)

    var description: String {
        switch self {
        case .badURL(let url): "not an address of a server: \(url)"
        }
    }
}

extension FleetPlan {
    /// The address that the client with this number connects from; nil for the system's choice.
    func source(of number: Int) -> SocketAddress? {
        guard spreadsAddresses else { return nil }
        // Those from 127.0.1.0 on: whoever runs servers there does so on lower ones.
        let host = 256 + number
        return SocketAddress(
            numeric: "127.\((host >> 16) & 255).\((host >> 8) & 255).\(host & 255)", port: 0)
    }

    /// When the client with this index should begin to connect, in a fleet that began at `start`.
    func due(_ index: Int, from start: MonotonicTime) -> MonotonicTime {
        start + .seconds(1) * (Double(index) / connectRate)
    }
}
