import Net

/// What the hub has acknowledged to the agents of a run: who held which seat, from when to when.
struct SaleLedger: Sendable {
    /// One agent's hold of one seat, from the acknowledged lock on.
    struct Sale: Sendable {
        let seat: SeatPlace
        /// When the lock's acknowledgement had come: the seat is held at least from then.
        let lockedAt: MonotonicTime
        /// The booking, once it was acknowledged.
        var booking: String?
        var isPaid = false
        /// When giving it up was sent: the seat is held at least until then.
        var endSent: MonotonicTime?
        var isEnded = false
        /// The step of which nobody knows whether it was carried out: it had no clear answer.
        var doubt: Step?
    }

    /// What an agent asks for.
    enum Step: Sendable {
        case book, pay, cancel, release
    }

    /// Seats of which nobody knows who holds them, since the answer to a lock did not come.
    private(set) var doubtful: Set<SeatPlace> = []
    private(set) var sales: [Sale] = []

    /// A lock was acknowledged; the sale's number.
    mutating func locked(_ seat: SeatPlace, at time: MonotonicTime) -> Int {
        sales.append(Sale(seat: seat, lockedAt: time))
        return sales.count - 1
    }

    /// A lock had no clear answer.
    mutating func lockDoubted(_ seat: SeatPlace) { doubtful.insert(seat) }

    /// The booking was acknowledged.
    mutating func booked(_ sale: Int, as booking: String) { sales[sale].booking = booking }

    /// The payment was acknowledged.
    mutating func paid(_ sale: Int) { sales[sale].isPaid = true }

    /// A cancellation or a release is sent now.
    mutating func ending(_ sale: Int, at time: MonotonicTime) { sales[sale].endSent = time }

    /// It was refused: the seat is held on.
    mutating func notEnded(_ sale: Int) { sales[sale].endSent = nil }

    /// It was acknowledged.
    mutating func ended(_ sale: Int) { sales[sale].isEnded = true }

    /// A step had no clear answer.
    mutating func doubted(_ sale: Int, _ step: Step) {
        sales[sale].doubt = step
        if step == .book { doubtful.insert(sales[sale].seat) }
    }

    /// The acknowledged bookings.
    var bookings: [String] { sales.compactMap(\.booking) }
}
