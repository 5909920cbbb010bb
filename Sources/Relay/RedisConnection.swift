package import Net

/// A connection to Redis for commands, made when the first one needs it and again after a loss.
///
/// Any number of callers may wait for answers at once; what they send in a turn of the loop leaves
/// in one write. Calls may come from anywhere, and are cheapest on the same loop. A call cannot be
/// cancelled: its time limit ends it. A blocking command wants a connection of its own.
package actor RedisConnection {
    /// The limits of a connection.
    package struct Configuration: Sendable {
        /// From the first packet to the answer to PING, login included.
        package var connectTimeout: Duration = .seconds(1)
        /// Until an answer has come; then the connection is closed.
        package var commandTimeout: Duration = .seconds(1)
        /// Commands that wait for their answer; more are refused with `overloaded`.
        package var inFlightLimit = 16_384
        /// After a failed attempt, calls fail at once for a random time below this bound, which
        /// doubles from the first to the longest with each further failure.
        package var backoff: (first: Duration, longest: Duration) = (
            .milliseconds(50), .seconds(2)
        )
        /// Whether every array is the answer of a log: the connection is good for nothing else then,
        /// and its arrays come as `entries`.
        var readsLog = false

        /// The defaults.
        package init() {}
    }

    /// The loop that the connection lives on.
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }

    /// Where the server is.
    package nonisolated let endpoint: RedisEndpoint
    /// The names of what is kept there.
    package nonisolated var keys: RelayKeys { endpoint.keys }
    private let configuration: Configuration

    private enum Phase {
        case idle
        /// The link is nil while the host's name is looked up.
        case connecting(HiredisLink?, timer: Net.Timer)
        case ready(HiredisLink)
        case closed
    }

    private var phase = Phase.idle
    private var waiters: [CheckedContinuation<RedisFailure?, Never>] = []
    /// Those who want to know when the present connection is gone.
    var lossWaiters: [CheckedContinuation<Void, Never>] = []
    /// Counts the attempts, so that what belongs to an earlier one is recognised.
    private var attempt = 0
    private var failures = 0
    private var retry: (at: MonotonicTime, failure: RedisFailure)?

    /// A connection that is made by the first command.
    package init(
        to endpoint: RedisEndpoint, on loop: EventLoop, configuration: Configuration = .init()
    ) {
        self.loop = loop
        self.endpoint = endpoint
        self.configuration = configuration
    }

    /// Connects unless there is a connection; returns its number, which no other one has.
    package func connect() async throws(RedisFailure) -> Int {
        switch phase {
        case .ready: return attempt
        case .closed: throw .closed
        case .connecting: break
        case .idle:
            if let retry, MonotonicTime.now < retry.at { throw retry.failure }
            begin()
        }
        let failure = await withCheckedContinuation { continuation in
            switch phase {
            case .connecting: waiters.append(continuation)
            case .ready: continuation.resume(returning: nil)
            case .closed: continuation.resume(returning: .closed)
            case .idle:
                continuation.resume(
                    returning: retry?.failure ?? .disconnected("connection lost"))
            }
        }
        if let failure { throw failure }
        return attempt
    }

    /// The link of the connection of this number, if it stands.
    func link(_ connection: Int) -> HiredisLink? {
        if case .ready(let link) = phase, connection == attempt { link } else { nil }
    }

    /// Drops the connection; what is in flight fails, and the next call makes a new one.
    package func disconnect() {
        drop(.disconnected("dropped"))
    }

    /// Drops the connection for good; later calls throw `closed`.
    package func close() {
        drop(.closed)
        phase = .closed
    }

    /// Sends `commands` together and returns their answers, in order; error replies are values.
    ///
    /// They are sent one after the other with nothing in between. With `connection`, only the
    /// connection of this number may be used: when it is gone, the call throws and nothing was
    /// sent. `limit` is the time until all answers have come, connecting included.
    package func send(
        _ commands: [RedisCommand], on connection: Int? = nil, within limit: Duration? = nil
    ) async throws(RedisFailure) -> [RedisReply] {
        let deadline = MonotonicTime.now + (limit ?? configuration.commandTimeout)
        if connection == nil { _ = try await connect() }
        guard let link = link(connection ?? attempt) else {
            throw .disconnected("connection lost")
        }
        guard !commands.isEmpty else { return [] }
        guard MonotonicTime.now < deadline else { throw .timedOut }
        guard link.inFlight + commands.count <= configuration.inFlightLimit else {
            throw .overloaded
        }
        let result = await withCheckedContinuation { continuation in
            let batch = ReplyBatch(commands.count, continuation)
            for command in commands {
                link.send(command, deadline: deadline) { batch.add($0) }
            }
        }
        return try result.get()
    }

    /// Sends one command and returns its answer; an error reply is thrown as `refused`.
    package func send(
        _ command: RedisCommand, on connection: Int? = nil, within limit: Duration? = nil
    ) async throws(RedisFailure) -> RedisReply {
        let replies = try await send([command], on: connection, within: limit)
        guard let reply = replies.first else { throw .unexpected }
        if case .error(let error) = reply { throw .refused(error) }
        return reply
    }
}

/// Making and losing the connection.
extension RedisConnection {
    private func begin() {
        attempt += 1
        let current = attempt
        let timer = loop.after(configuration.connectTimeout) { [self] in
            if current == attempt { drop(.timedOut) }
        }
        phase = .connecting(nil, timer: timer)
        guard case .tcp(let host, let port) = endpoint.address,
            SocketAddress(numeric: host, port: port) == nil
        else { return open(endpoint.address) }
        // The task leaves the loop, since a look-up blocks its thread.
        Task(executorPreference: globalConcurrentExecutor) {
            let address = try? SocketAddress.resolve(host, port: port).first
            await self.resolved(address, of: current, port: port)
        }
    }

    private func resolved(_ address: SocketAddress?, of number: Int, port: UInt16) {
        guard number == attempt, case .connecting(nil, _) = phase else { return }
        guard let address else { return drop(.disconnected("the host is not known")) }
        open(.tcp(host: address.host, port: port))
    }

    private func open(_ address: RedisEndpoint.Address) {
        guard case .connecting(nil, let timer) = phase else { return }
        let link = HiredisLink(on: loop, readsLog: configuration.readsLog)
        let current = attempt
        phase = .connecting(link, timer: timer)
        link.onConnected = { [self] in
            link.logIn(to: endpoint, deadline: .now + configuration.connectTimeout) { failure in
                if let failure {
                    link.close(failure)
                } else if current == self.attempt {
                    self.stands(link)
                }
            }
        }
        link.onClosed = { [self] failure in if current == attempt { drop(failure) } }
        link.connect(to: address)
    }

    private func stands(_ link: HiredisLink) {
        guard case .connecting(_, let timer) = phase else { return }
        loop.cancel(timer)
        phase = .ready(link)
        failures = 0
        retry = nil
        resumeWaiters(nil)
    }

    /// The connection, or the attempt to make one, is over.
    private func drop(_ failure: RedisFailure) {
        let before = phase
        switch before {
        case .idle, .closed: return
        case .ready(let link):
            phase = .idle
            link.close(failure)
            let resumed = lossWaiters
            lossWaiters = []
            for waiter in resumed { waiter.resume() }
        case .connecting(let link, let timer):
            phase = .idle
            loop.cancel(timer)
            retry = (.now + nextBackoff(), failure)
            link?.close(failure)
            resumeWaiters(failure)
        }
    }

    private func nextBackoff() -> Duration {
        let (first, longest) = configuration.backoff
        let bound = min(first * (1 << min(failures, 16)), longest)
        failures += 1
        return .nanoseconds(Int64.random(in: 0...max(1, bound.clampedNanoseconds)))
    }

    private func resumeWaiters(_ failure: RedisFailure?) {
        let resumed = waiters
        waiters = []
        for waiter in resumed { waiter.resume(returning: failure) }
    }
}
