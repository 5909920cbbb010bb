import CLinux
import Glibc
import Logging
import Net

/// Tells systemd how the service is, without its library (sd_notify(3)); without systemd, nobody.
struct ServiceNotifier: Sendable {
    /// What there is to tell.
    enum State: Equatable {
        /// The service takes clients.
        case ready
        /// The clients are being let go.
        case stopping
        /// All loops turn.
        case alive
    }

    private let socket: String?
    /// How often `alive` is due; nil when nobody waits for it.
    let watchdogInterval: Duration?

    /// Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.
    init(_ environment: Environment, pid: Int32 = getpid()) {
        socket = environment.value("NOTIFY_SOCKET").flatMap { $0.isEmpty ? nil : $0 }
        let isForUs = environment.value("WATCHDOG_PID").map { $0 == String(pid) } ?? true
        let microseconds = environment.value("WATCHDOG_USEC").flatMap(Int64.init)
        watchdogInterval = microseconds.flatMap {
            isForUs && $0 > 0 ? .microseconds($0) : nil
        }
    }

    /// Tells it; that systemd does not hear it is logged and no reason to stop.
    func send(_ state: State) {
        guard let socket else { return }
        do throws(SocketError) {
            try Socket.sendDatagram(Array(Self.text(state).utf8), toUnix: socket)
        } catch {
            Logger(label: "systemd").warning("NOTIFY_SOCKET: \(error)")
        }
    }

    private static func text(_ state: State) -> String {
        switch state {
        case .ready: "READY=1"
        case .stopping: "STOPPING=1"
        case .alive: "WATCHDOG=1"
        }
    }

    /// Says that the service is alive as long as every loop turns, until it is cancelled.
    ///
    /// A loop that hangs holds this up, and systemd starts the service anew.
    func keepWatch(over loops: [EventLoop]) async {
        guard let interval = watchdogInterval, let first = loops.first else { return }
        while !Task.isCancelled {
            for loop in loops { await Task(executorPreference: loop) {}.value }
            send(.alive)
            try? await first.sleep(for: interval / 2)
        }
    }
}
