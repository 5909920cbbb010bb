import Net

/// Compares what was acknowledged with what the hub says at the end.
///
/// It takes for granted that nobody else books on these flights meanwhile.
struct SaleCheck: Sendable {
    /// How often what must never happen did.
    struct Verdict: Sendable, Equatable {
        /// Two acknowledged bookings had one seat at one time.
        var soldTwice = 0
        /// Two acknowledged locks did, and at least one of them became no booking.
        var lockedTwice = 0
        /// An acknowledged booking is not there, or not in the state that was acknowledged.
        var wrongState = 0
        /// A seat map disagrees with the bookings.
        var wrongSeat = 0
        /// The first of them, in words.
        var examples: [String] = []

        fileprivate mutating func count(
            _ fault: WritableKeyPath<Verdict, Int>, _ example: @autoclosure () -> String
        ) {
            self[keyPath: fault] += 1
            if examples.count < 12 { examples.append(example()) }
        }
    }

    let ledger: SaleLedger
    /// By booking; acknowledged ones that are missing here do not exist.
    let bookings: [String: BookingState]
    /// The state of each seat.
    let seats: [SeatPlace: String]
    /// When the hub was asked.
    let time: MonotonicTime

    /// A lock stands for 10 minutes and an unpaid booking for 30 from its commit, which was up to
    /// 30 seconds (a request's limit) before its acknowledgement.
    private static let lockLife = Duration.seconds(570)
    private static let holdLife = Duration.seconds(1_770)

    /// All three checks.
    func verdict() -> Verdict {
        var verdict = Verdict()
        for (seat, sales) in Dictionary(grouping: ledger.sales, by: \.seat) {
            checkHolders(of: seat, sales, &verdict)
            checkSeat(seat, sales, &verdict)
        }
        for sale in ledger.sales { checkBooking(sale, &verdict) }
        return verdict
    }

    private func checkHolders(
        of seat: SeatPlace, _ sales: [SaleLedger.Sale], _ verdict: inout Verdict
    ) {
        var latest: (end: MonotonicTime, sale: SaleLedger.Sale)?
        for sale in sales.sorted(by: { $0.lockedAt < $1.lockedAt }) {
            let end = end(of: sale)
            if let latest, sale.lockedAt < latest.end {
                let pair = [latest.sale.booking, sale.booking].compactMap { $0 }
                verdict.count(
                    pair.count == 2 ? \.soldTwice : \.lockedTwice,
                    "\(seat) was given to two at once: \(pair.joined(separator: ", "))")
            }
            if latest == nil || latest.map({ $0.end < end }) ?? false { latest = (end, sale) }
        }
    }

    /// Until when the seat was held for certain.
    private func end(of sale: SaleLedger.Sale) -> MonotonicTime {
        if let sent = sale.endSent { return sent }
        if sale.isPaid { return .init(nanoseconds: .max) }
        return sale.lockedAt + (sale.booking == nil ? Self.lockLife : Self.holdLife)
    }

    private func checkBooking(_ sale: SaleLedger.Sale, _ verdict: inout Verdict) {
        guard let id = sale.booking else { return }
        let allowed = Self.states(of: sale, hasLapsed: end(of: sale) < time)
        guard let found = bookings[id] else {
            return verdict.count(
                \.wrongState, "booking \(id) was acknowledged and does not exist")
        }
        guard found.flight == sale.seat.flight, found.seats == [sale.seat.designator] else {
            return verdict.count(
                \.wrongState, "booking \(id) is not of \(sale.seat) but of \(found.seats)")
        }
        let state = "\(found.status)/\(found.paymentStatus)"
        guard !allowed.contains(state) else { return }
        verdict.count(
            \.wrongState, "booking \(id) is \(state), acknowledged was \(allowed.sorted())")
    }

    /// The states that the booking may be in: one, unless something is in doubt.
    private static func states(of sale: SaleLedger.Sale, hasLapsed: Bool) -> Set<String> {
        var alive: Set = sale.isPaid ? ["confirmed/paid"] : ["pending/unpaid"]
        if sale.doubt == .pay { alive.insert("confirmed/paid") }
        if hasLapsed, !sale.isPaid, !sale.isEnded { alive.insert("expired/unpaid") }
        var gone: Set = [sale.isPaid ? "cancelled/refunded" : "cancelled/unpaid"]
        if sale.doubt == .pay { gone.insert("cancelled/refunded") }
        if sale.isEnded { return gone }
        return sale.doubt == .cancel ? alive.union(gone) : alive
    }

    /// Seats in doubt, and those of holds that may have lapsed, are passed over.
    private func checkSeat(
        _ seat: SeatPlace, _ sales: [SaleLedger.Sale], _ verdict: inout Verdict
    ) {
        let held = sales.filter { !$0.isEnded }
        guard !ledger.doubtful.contains(seat), held.count <= 1,
            sales.allSatisfy({ $0.doubt == nil }),
            held.allSatisfy({ $0.isPaid || time < end(of: $0) })
        else { return }
        let expected = held.first.map { $0.isPaid ? "booked" : "locked" } ?? "available"
        let found = seats[seat] ?? "missing"
        if found != expected {
            verdict.count(\.wrongSeat, "\(seat) is shown as \(found), and is \(expected)")
        }
    }
}
