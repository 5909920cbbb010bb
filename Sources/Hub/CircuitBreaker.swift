/// Holds reads back while the store does not answer.
///
/// Else all that wait for it would ask again and again: an outage of a minute would cost a loop, of
/// which thousands want something, more than the whole day. After some failures in a row nothing is
/// asked for a while, and then as much as is on its way at once: one success, and all is as before.
/// What fails between successes, such as one topic, holds up nobody else.
struct CircuitBreaker {
    /// Failures in a row after which the store is taken to be away.
    private static let limit = 8

    private var failures = 0
    private var opened = Duration.zero

    /// Whether nothing is to be asked now; `rest` is how long after a failure.
    func isOpen(now: Duration, rest: Duration) -> Bool {
        failures >= Self.limit && now < opened + rest
    }

    /// Takes in whether the store has answered a read.
    mutating func record(isSuccess: Bool, now: Duration) {
        failures = isSuccess ? 0 : min(failures + 1, Self.limit)
        opened = now
    }
}
