import Synchronization

/// A value that is made after those who use it, because they are parts of it.
final class Late<Value: Sendable>: Sendable {
    private let storage = Mutex<Value?>(nil)

    /// The value, once it was set.
    var value: Value? {
        get { storage.withLock { $0 } }
        set { storage.withLock { $0 = newValue } }
    }
}
