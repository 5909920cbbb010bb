import CPostgres
import Net

extension PostgresConnection {
    /// Whether the connection came to be before the limit.
    func connected() async -> Bool {
        var limit: Net.Timer?
        defer { limit.map(loop.cancel) }
        return await withCheckedContinuation { continuation in
            connecting = continuation
            limit = loop.after(configuration.connectLimit) { [self] in
                assumeIsolated { $0.finishConnecting(false) }
            }
            // libpq wants to be polled first as if it had asked for writing.
            awaitSocket([.write])
        }
    }

    private func awaitSocket(_ interest: Interest) {
        guard let socket = handle.socket, !handle.isBroken else { return finishConnecting(false) }
        watch = loop.watch(socket, interest) { [self] _ in
            assumeIsolated { $0.pollConnecting() }
        }
    }

    private func pollConnecting() {
        // libpq may close this socket and open another one, even under the same number.
        unwatch()
        switch handle.pollConnecting() {
        case PGRES_POLLING_OK: finishConnecting(true)
        case PGRES_POLLING_READING: awaitSocket([.read])
        case PGRES_POLLING_WRITING: awaitSocket([.write])
        default: finishConnecting(false)
        }
    }

    func finishConnecting(_ isConnected: Bool) {
        unwatch()
        connecting?.resume(returning: isConnected)
        connecting = nil
    }

    private func unwatch() {
        if let watch { loop.unwatch(watch) }
        watch = nil
    }
}
