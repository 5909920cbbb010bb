import JSON

/// What a dashboard holds of a flight's seats; many dashboards share one.
final class SeatView: Sendable {
    /// A seat's state and its version; the designator is its key.
    struct Seat: Equatable, Sendable {
        var state: String
        var version: Int64
    }

    let seats: [String: Seat]
    /// Equal for equal seats, states and versions, in whatever process: a sum of hashes, so that a
    /// change costs one seat and the order does not matter.
    let digest: UInt64

    /// The view of a seat map.
    convenience init(_ map: JSONValue) {
        let all = SeatMapReading.seats(of: map)
        let seats = Dictionary(
            all.map { ($0.designator, Seat(state: $0.state, version: $0.version)) },
            uniquingKeysWith: { $1 })
        self.init(
            seats, digest: seats.reduce(0) { $0 &+ Self.hash($1.key, $1.value) })
    }

    private init(_ seats: [String: Seat], digest: UInt64) {
        self.seats = seats
        self.digest = digest
    }

    /// The digest of the truth by REST, to compare with those of views.
    static func digest(ofSeatMap map: JSONValue) -> UInt64 { SeatView(map).digest }

    /// The view after a seat changed: this one, when it has that change or a later one already, or
    /// does not have the seat.
    func after(_ change: SeatMapReading.Seat) -> SeatView {
        guard let held = seats[change.designator], held.version < change.version else {
            return self
        }
        let seat = Seat(state: change.state, version: change.version)
        var seats = seats
        seats[change.designator] = seat
        return SeatView(
            seats,
            digest: digest &- Self.hash(change.designator, held)
                &+ Self.hash(change.designator, seat))
    }

    /// 64-bit FNV-1a, mixed as SplitMix64 does so that sums of near neighbours do not cancel out.
    private static func hash(_ designator: String, _ seat: Seat) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func take(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        designator.utf8.forEach(take)
        take(0)
        seat.state.utf8.forEach(take)
        take(0)
        withUnsafeBytes(of: seat.version.littleEndian) { $0.forEach(take) }
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return hash ^ (hash >> 31)
    }
}
