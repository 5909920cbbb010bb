import Delivery
import Net
import Relay
import Synchronization

/// Wakes the sequencer after a commit, however many there were since it was last woken: this
/// node's own, or by way of Redis that of the node that holds the lease.
final class SequencerWaker: Sendable {
    private let isOnItsWay = Atomic(false)
    private let poke: RedisPoke
    /// The sequencer of this node, once it is made.
    let driver = Late<SequencerDriver>()

    init(_ poke: RedisPoke) {
        self.poke = poke
    }

    /// Wakes it; from any thread.
    func wake() {
        guard let driver = driver.value,
            !isOnItsWay.exchange(true, ordering: .acquiringAndReleasing)
        else { return }
        driver.loop.execute { [self] in
            isOnItsWay.store(false, ordering: .releasing)
            let isHolder = driver.assumeIsolated { driver in
                driver.wake()
                return driver.isHolder
            }
            if !isHolder { poke.assumeIsolated { $0.poke() } }
        }
    }
}
