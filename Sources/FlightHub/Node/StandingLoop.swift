import Net

/// A loop whose turn has lasted for so long that who asks those who live on it had better not wait.
struct StandingLoop {
    /// Its name.
    let name: String
    /// How long the turn has lasted.
    let time: Duration

    /// A turn takes milliseconds; a balancer waits a few seconds for its answer.
    private static let limit = Duration.seconds(1)

    /// The first of these that stands still; nil when none does.
    ///
    /// From any thread.
    init?(among loops: [EventLoop]) {
        for loop in loops {
            let time = loop.turnLength
            guard time >= Self.limit else { continue }
            (name, self.time) = (loop.name, time)
            return
        }
        return nil
    }
}
