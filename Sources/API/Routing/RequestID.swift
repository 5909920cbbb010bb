import Events
import Synchronization

/// Names requests; a name stands in the answer and in the logs.
///
/// Names are drawn once and then counted: they need to differ, not to be hard to guess.
final class RequestIDs: Sendable {
    private let first = UniqueID.random()
    private let count = Atomic(0)

    /// The caller's own when it is sane, else a fresh one.
    ///
    /// Sane are 8 to 64 of `[A-Za-z0-9._-]`: nothing that could break a log line.
    func accept(_ offered: String?) -> String {
        guard let offered, (8...64).contains(offered.utf8.count),
            offered.utf8.allSatisfy(Self.isSane)
        else {
            let place = count.wrappingAdd(1, ordering: .relaxed).oldValue
            return first.following(by: place).description
        }
        return offered
    }

    private static func isSane(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
