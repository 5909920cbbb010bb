import Delivery
import Net
import Synchronization

/// Wakes the sequencer after a commit, however many there were since it was last woken.
final class SequencerWaker: Sendable {
    private let isOnItsWay = Atomic(false)
    private let driver = Mutex<SequencerDriver?>(nil)

    /// The sequencer of this node, once it is made.
    func attach(_ sequencer: SequencerDriver) {
        driver.withLock { $0 = sequencer }
    }

    /// Wakes it; from any thread.
    func wake() {
        guard !isOnItsWay.exchange(true, ordering: .acquiringAndReleasing),
            let driver = driver.withLock({ $0 })
        else { return }
        driver.loop.execute {
            self.isOnItsWay.store(false, ordering: .releasing)
            driver.assumeIsolated { $0.wake() }
        }
    }
}
