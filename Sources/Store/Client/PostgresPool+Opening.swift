import Net

extension PostgresPool {
    /// Opens as many connections as those who wait need, within the limit; not while a failure is
    /// being sat out, lest every caller meant another attempt.
    func openMoreIfWanted(wanted: Int = 0) {
        guard !isClosed, retryTimer == nil else { return }
        let missing = configuration.connectionMinimum - members.count
        let wanted = max(missing, waiters.count, wanted) - openings.count
        for _ in 0..<max(0, wanted) where !isFull {
            lastOpening += 1
            let number = lastOpening
            // It comes back to the pool in another job at the earliest.
            openings[number] = Task(executorPreference: loop) { await self.openOne(number) }
        }
    }

    private func openOne(_ number: UInt64) async {
        do throws(ConnectFailure) {
            let connection = try await PostgresConnection.connectWithReason(on: loop, configuration)
            openings[number] = nil
            accept(connection)
        } catch {
            openings[number] = nil
            guard !isClosed else { return }
            configuration.onConnectFailure(error.reason)
            fail()
        }
    }

    /// Entered without `await`: the session cannot break between these lines.
    private func accept(_ connection: PostgresConnection) {
        guard !isClosed else { return connection.assumeIsolated { $0.close() } }
        failures = 0
        if let retryTimer { loop.cancel(retryTimer) }
        retryTimer = nil
        counters.connected += 1
        // It may have broken before anybody listened.
        guard connection.assumeIsolated({ $0.isOpen }) else { return fail() }
        connection.assumeIsolated {
            $0.reportEnd { [self] counters in
                assumeIsolated { $0.forget(connection, counters) }
            }
        }
        members.append(Member(connection: connection))
        serveWaiters()
        openMoreIfWanted()
    }

    /// Ends every session; those that are wanted are made anew.
    package func renew() {
        for member in members { member.connection.assumeIsolated { $0.close() } }
    }

    private func fail() {
        counters.failedAttempts += 1
        if members.isEmpty && openings.isEmpty { refuseWaiters() }
        retryLater()
    }

    /// A session has ended: the statements on it were told already.
    private func forget(_ connection: PostgresConnection, _ counters: PostgresCounters) {
        guard let index = members.firstIndex(where: { $0.connection === connection }) else {
            return
        }
        members.remove(at: index)
        self.counters.lost += 1
        self.counters.add(counters)
        openMoreIfWanted()
    }

    /// Tries again after a pause; half of it is random, so that nodes do not come all at once.
    private func retryLater() {
        guard retryTimer == nil, !isClosed else { return }
        let (first, longest) = configuration.backoff
        let pause = min(first * (1 << min(failures, 10)), longest)
        failures += 1
        retryTimer = loop.after(pause / 2 + pause / 2 * Double.random(in: 0...1)) { [self] in
            assumeIsolated {
                $0.retryTimer = nil
                $0.openMoreIfWanted()
            }
        }
    }
}
