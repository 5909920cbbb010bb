import Net

extension PostgresPool {
    /// What a session is wanted for.
    enum Purpose: Sendable { case statement, transaction }

    /// A caller that waits for a session.
    struct Waiter {
        let number: UInt64
        let purpose: Purpose
        let timer: Net.Timer
        let continuation: CheckedContinuation<Result<PostgresConnection, PostgresError>, Never>
    }

    /// A session for `purpose`, to be given back.
    func take(_ purpose: Purpose) async throws(PostgresError) -> PostgresConnection {
        // Whoever waits already comes first.
        if waiters.isEmpty, let connection = pick(purpose) { return connection }
        guard mayWait else {
            counters.unavailable += 1
            throw .unavailable
        }
        lastWaiter += 1
        let number = lastWaiter
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { wait(number, purpose, $0) }
        } onCancel: {
            loop.execute { self.assumeIsolated { $0.answer(number, .failure(.cancelled)) } }
        }
        return try outcome.get()
    }

    /// While the server is away callers learn it at once: a retry is under way without them.
    private var mayWait: Bool {
        !isClosed && waiters.count < configuration.waiterLimit
            && !(members.isEmpty && openings.isEmpty && retryTimer != nil)
    }

    private func wait(
        _ number: UInt64, _ purpose: Purpose,
        _ continuation: CheckedContinuation<Result<PostgresConnection, PostgresError>, Never>
    ) {
        if Task.isCancelled { return continuation.resume(returning: .failure(.cancelled)) }
        let timer = loop.after(configuration.waitLimit) { [self] in
            assumeIsolated { $0.answer(number, .failure(.unavailable)) }
        }
        waiters.append(
            Waiter(number: number, purpose: purpose, timer: timer, continuation: continuation))
        serveWaiters()
        openMoreIfWanted()
    }

    private func answer(_ number: UInt64, _ outcome: Result<PostgresConnection, PostgresError>) {
        guard let index = waiters.firstIndex(where: { $0.number == number }) else { return }
        let waiter = waiters.remove(at: index)
        loop.cancel(waiter.timer)
        if outcome.isUnavailable { counters.unavailable += 1 }
        waiter.continuation.resume(returning: outcome)
    }

    /// Gives sessions to those who wait, in their order.
    func serveWaiters() {
        while let first = waiters.first, let connection = pick(first.purpose) {
            answer(first.number, .success(connection))
        }
    }

    /// Tells everybody who waits that there is nothing to wait for.
    func refuseWaiters() {
        for waiter in waiters { answer(waiter.number, .failure(.unavailable)) }
    }

    /// The session with the least to do, marked as used for `purpose`; nil when none may take more.
    ///
    /// A busy session is shared by statements, while a further one is opened as far as the limit
    /// allows. A transaction needs one that is idle: a statement that was given this session may not
    /// have been sent yet, and would become part of the transaction.
    private func pick(_ purpose: Purpose) -> PostgresConnection? {
        let free = members.indices.filter { !members[$0].isReserved }
        guard let index = free.min(by: { members[$0].load < members[$1].load }) else { return nil }
        switch purpose {
        case .statement:
            if members[index].load > 0 {
                guard members[index].load < configuration.pipelineLimit else { return nil }
                openMoreIfWanted(wanted: 1)
            }
            members[index].load += 1
        case .transaction:
            guard members[index].load == 0 else { return nil }
            members[index].isReserved = true
        }
        return members[index].connection
    }

    var isFull: Bool { members.count + openings.count >= configuration.connectionLimit }

    /// Ends the use of a session.
    func giveBack(_ connection: PostgresConnection, _ purpose: Purpose) {
        guard let index = members.firstIndex(where: { $0.connection === connection }) else {
            return
        }
        switch purpose {
        case .statement: members[index].load -= 1
        case .transaction: members[index].isReserved = false
        }
        serveWaiters()
    }
}

extension Result where Failure == PostgresError {
    fileprivate var isUnavailable: Bool {
        if case .failure(.unavailable) = self { true } else { false }
    }
}
