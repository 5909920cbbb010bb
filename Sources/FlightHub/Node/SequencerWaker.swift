import Delivery
import Net
import Synchronization

/// Wakes the sequencer after a commit, however many there were since it was last woken.
final class SequencerWaker: Sendable {
    private let isOnItsWay = Atomic(false)
    /// The sequencer of this node, once it is made.
    let driver = Late<SequencerDriver>()

    /// Wakes it; from any thread.
    func wake() {
        guard !isOnItsWay.exchange(true, ordering: .acquiringAndReleasing),
            let driver = driver.value
        else { return }
        driver.loop.execute {
            self.isOnItsWay.store(false, ordering: .releasing)
            driver.assumeIsolated { $0.wake() }
        }
    }
}
