import Events
import Synchronization
import Wire

/// Names requests; a name stands in the answer and in the logs.
///
/// Names are drawn once and then counted: they need to differ, not to be hard to guess.
final class RequestIDs: Sendable {
    private let first = UniqueID.random()
    private let count = Atomic(0)

    /// The caller's own when it is sane, else a fresh one.
    func name(_ request: HTTPRequest) -> String {
        if let offered = request.offeredID { return offered }
        let place = count.wrappingAdd(1, ordering: .relaxed).oldValue
        return first.following(by: place).description
    }
}
