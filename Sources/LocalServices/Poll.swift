import Glibc

/// Waits on what the kernel offers no event for.
enum Poll {
    /// Asks every 5 ms until there is an answer; nil when none came within the limit.
    static func until<Answer, Failure: Error>(
        _ limit: Duration, _ ask: () throws(Failure) -> Answer?
    ) async throws(Failure) -> Answer? {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while true {
            if let answer = try ask() { return answer }
            guard clock.now < deadline else { return nil }
            do {
                try await clock.sleep(for: .milliseconds(5))
            } catch {
                // A cancelled caller still gets its bounded wait: it waits for a clean-up.
                usleep(5000)
            }
        }
    }
}
