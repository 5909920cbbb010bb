import Net

extension RedisConnection {
    /// Subscribes on the present connection, or a new one; returns its number.
    ///
    /// From then on it takes no other commands. `onPush` is called on the loop with each
    /// confirmation and message.
    func subscribe(
        to channels: [String], _ onPush: @escaping @Sendable (RedisReply) -> Void
    ) async throws(RedisFailure) -> Int {
        let connection = try await connect()
        guard let link = link(connection) else { throw .disconnected("connection lost") }
        link.onPush = onPush
        link.subscribe(to: channels)
        return connection
    }

    /// Returns when the connection of this number is gone.
    func loss(of connection: Int) async {
        await withCheckedContinuation { continuation in
            guard link(connection) != nil else { return continuation.resume() }
            lossWaiters.append(continuation)
        }
    }

    /// Asks for a sign of life, or gives the connection up; false when it is gone.
    func beat(on connection: Int, channels: [String], isSilent: Bool) -> Bool {
        guard let link = link(connection) else { return false }
        if isSilent {
            disconnect()
            return false
        }
        link.subscribe(to: channels)
        return true
    }
}
