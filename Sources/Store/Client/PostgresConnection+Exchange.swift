import CPostgres
import Net

extension PostgresConnection {
    /// Puts a statement on its way; `completion` is called once, on the loop.
    ///
    /// One that does not end its unit shares the fate of those that follow, up to one that does.
    func send(
        _ query: PostgresQuery, endsUnit: Bool = true,
        _ completion: @escaping (Result<PostgresRows, PostgresError>) -> Void
    ) {
        if let refusal = query.refusal { return completion(.failure(refusal)) }
        guard !handle.isBroken, watch != nil else { return completion(.failure(.connectionLost)) }
        var preparing: PostgresStatement?
        let isSent: Bool
        switch prepared.use(query.statement) {
        case .known(let name): isSent = handle.sendPrepared(name, query.parameters)
        case .prepare(let name):
            preparing = query.statement
            isSent =
                handle.sendPrepare(name, query.statement.sql)
                && handle.sendPrepared(name, query.parameters)
        case .parseOnce: isSent = handle.send(query.statement.sql, query.parameters)
        }
        exchanges.append(
            Exchange(
                preparing: preparing, endsUnit: endsUnit, sentAt: loop.now,
                completion: completion))
        // libpq 15 writes at every sync, so each unit costs a `send`; 17 can coalesce them.
        guard isSent, !endsUnit || handle.sendSync() else { return close() }
        awaitReply()
        flushAtEndOfTurn()
    }

    /// Begins to watch the socket of a session that is set up.
    func listen() {
        guard let socket = handle.socket else { return }
        watch = loop.watch(socket, [.read]) { [self] readiness in
            assumeIsolated { $0.ready(readiness) }
        }
    }

    private func ready(_ readiness: Readiness) {
        if readiness.contains(.read) {
            let isAlive = handle.consume()
            takeResults()
            // A statement's outcome may have closed the session already.
            if !isAlive, watch != nil { return close() }
        }
        if watch != nil { flush() }
    }

    private func flushAtEndOfTurn() {
        guard !isFlushDue else { return }
        isFlushDue = true
        loop.atEndOfTurn { [self] in
            assumeIsolated {
                $0.isFlushDue = false
                if $0.watch != nil { $0.flush() }
            }
        }
    }

    private func flush() {
        guard let watch else { return }
        switch handle.flush() {
        case .done: loop.update(watch, [.read])
        case .pending: loop.update(watch, [.read, .write])
        case .failed: close()
        }
    }

    /// Takes every result that is complete.
    private func takeResults() {
        var wasEnd = false
        while !exchanges.isEmpty, !handle.isBusy {
            guard let result = handle.nextResult() else {
                // One nil ends the results of a statement; two in a row say that nothing is left.
                if wasEnd { return }
                wasEnd = true
                // The last of a unit is over with its sync.
                let oldest = exchanges[0]
                if oldest.awaited == 0, !oldest.endsUnit { finishExchange() }
                continue
            }
            wasEnd = false
            take(result)
        }
    }

    private func take(_ result: PostgresResult) {
        let status = result.status
        if status == PGRES_PIPELINE_SYNC { return finishExchange() }
        let exchange = exchanges[0]
        exchange.awaited -= 1
        switch status {
        case PGRES_PIPELINE_ABORTED: skip(exchange)
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            if exchange.preparing != nil {
                exchange.preparing = nil
            } else if exchange.outcome == nil {
                exchange.outcome = .success(PostgresRows(result))
            }
        default: fail(exchange, result.serverError)
        }
    }

    /// A statement was not looked at, since one before it in its unit has failed.
    private func skip(_ exchange: Exchange) {
        if let statement = exchange.preparing {
            prepared.forget(statement)
            exchange.preparing = nil
        }
        if exchange.outcome == nil { exchange.outcome = .failure(.rolledBack) }
    }

    private func fail(_ exchange: Exchange, _ error: ServerError) {
        if let statement = exchange.preparing { prepared.forget(statement) }
        if handle.isBroken || error.state.endsSession { return close() }
        // A table has changed under a prepared statement: the next use prepares it anew.
        if error.state == .featureNotSupported { prepared.forgetAll() }
        if error.isUnexpected { configuration.onRefusal(error) }
        if exchange.outcome == nil || error.state == .queryCanceled {
            exchange.outcome = .failure(.server(error))
        }
    }

    private func finishExchange() {
        let exchange = exchanges.removeFirst()
        counters.statements += 1
        counters.latency.record(.now - exchange.sentAt)
        let outcome = exchange.outcome ?? .failure(.connectionLost)
        if case .failure = outcome { counters.refused += 1 }
        exchange.complete(outcome)
    }

    /// Gives the session up when the oldest statement stays without an answer for too long.
    ///
    /// The timer stays when an answer comes in time, and looks at the statement that is the oldest
    /// when it goes off: setting it anew with each answer would be most of an answer's work.
    private func awaitReply() {
        guard replyTimer == nil, let oldest = exchanges.first else { return }
        let deadline = oldest.sentAt + configuration.replyLimit
        replyTimer = loop.after(max(deadline - loop.now, .zero)) { [self] in
            assumeIsolated { $0.lookForReply() }
        }
    }

    private func lookForReply() {
        replyTimer = nil
        guard let oldest = exchanges.first else { return }
        guard loop.now < oldest.sentAt + configuration.replyLimit else { return close() }
        awaitReply()
    }
}
