import CPostgres

/// A `PGconn`, owned: every call of libpq on it goes through here.
///
/// After `finish` every call answers as for a broken connection.
@safe final class PostgresHandle {
    private var pointer: OpaquePointer?
    private var texts = ParameterTexts()

    /// Begins to connect.
    ///
    /// Looks the host's name up, which blocks: call it off the loop.
    init(_ configuration: PostgresConfiguration) {
        let timeout = max(2, configuration.connectLimit.components.seconds)
        // The last of equal keywords wins, and `dbname` stands for all that the string holds: what
        // comes before it is a default, what comes after it is ours to say.
        let options = [
            ("target_session_attrs", "read-write"),
            ("connect_timeout", "\(timeout)"),
            // A peer that is gone without a word is noticed in a minute, not in two hours.
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("dbname", configuration.connection),
            ("client_encoding", "UTF8"),
            ("application_name", configuration.applicationName),
        ]
        unsafe pointer = unsafe Self.withCStrings(options.map(\.0)) { keywords in
            unsafe Self.withCStrings(options.map(\.1)) { values in
                unsafe PQconnectStartParams(keywords, values, 1)
            }
        }
        guard let pointer = unsafe pointer else { return }
        unsafe PQsetNoticeReceiver(pointer, { _, _ in }, nil)
    }

    deinit {
        finish()
    }

    /// Closes the connection.
    func finish() {
        guard let pointer = unsafe pointer else { return }
        unsafe PQfinish(pointer)
        unsafe self.pointer = nil
    }

    /// The socket; nil when there is none.
    var socket: Int32? {
        guard let pointer = unsafe pointer else { return nil }
        let socket = unsafe PQsocket(pointer)
        return socket >= 0 ? socket : nil
    }

    /// Whether the connection broke, or never came to be.
    var isBroken: Bool {
        guard let pointer = unsafe pointer else { return true }
        return unsafe PQstatus(pointer) == CONNECTION_BAD
    }

    /// One step of connecting; the socket may be another one afterwards.
    func pollConnecting() -> PostgresPollingStatusType {
        guard let pointer = unsafe pointer else { return PGRES_POLLING_FAILED }
        return unsafe PQconnectPoll(pointer)
    }

    /// The server's or libpq's words on the last failure, in one line; they may name host and user.
    var failure: String {
        guard let pointer = unsafe pointer else { return "out of memory" }
        return unsafe String(cString: PQerrorMessage(pointer))
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The process id that the server, or a pooler before it, gave at the start.
    var backendPID: Int32 {
        guard let pointer = unsafe pointer else { return 0 }
        return unsafe PQbackendPID(pointer)
    }

    /// 150020 for 15.20.
    var serverVersion: Int32 {
        guard let pointer = unsafe pointer else { return 0 }
        return unsafe PQserverVersion(pointer)
    }

    /// Makes calls return instead of blocking, and statements follow each other without waiting.
    func enterPipeline() -> Bool {
        guard let pointer = unsafe pointer else { return false }
        return unsafe PQsetnonblocking(pointer, 1) == 0 && PQenterPipelineMode(pointer) == 1
    }

    /// Queues the preparation of a statement.
    func sendPrepare(_ name: String, _ sql: String) -> Bool {
        guard let pointer = unsafe pointer else { return false }
        return unsafe PQsendPrepare(pointer, name, sql, 0, nil) == 1
    }

    /// Queues a prepared statement.
    func sendPrepared(_ name: String, _ parameters: [PostgresValue]) -> Bool {
        guard let pointer = unsafe pointer else { return false }
        return unsafe texts.withPointers(to: parameters) { values in
            unsafe PQsendQueryPrepared(
                pointer, name, Int32(parameters.count), values, nil, nil, 0) == 1
        }
    }

    /// Queues a statement that is parsed for this once.
    func send(_ sql: String, _ parameters: [PostgresValue]) -> Bool {
        guard let pointer = unsafe pointer else { return false }
        return unsafe texts.withPointers(to: parameters) { values in
            unsafe PQsendQueryParams(
                pointer, sql, Int32(parameters.count), nil, values, nil, nil, 0) == 1
        }
    }

    /// Queues the end of a unit: an error skips what follows it up to here.
    func sendSync() -> Bool {
        guard let pointer = unsafe pointer else { return false }
        return unsafe PQpipelineSync(pointer) == 1
    }

    /// What became of a flush.
    enum Flush { case done, pending, failed }

    /// Writes what is queued, as far as the socket takes it.
    func flush() -> Flush {
        guard let pointer = unsafe pointer else { return .failed }
        switch unsafe PQflush(pointer) {
        case 0: return .done
        case 1: return .pending
        default: return .failed
        }
    }

    /// Reads what the socket has; false when the connection is broken.
    func consume() -> Bool {
        guard let pointer = unsafe pointer else { return false }
        return unsafe PQconsumeInput(pointer) == 1
    }

    /// Whether the next result is not complete yet.
    var isBusy: Bool {
        guard let pointer = unsafe pointer else { return false }
        return unsafe PQisBusy(pointer) == 1
    }

    /// The next result; nil at the end of each statement's results.
    func nextResult() -> PostgresResult? {
        guard let pointer = unsafe pointer, let result = unsafe PQgetResult(pointer) else {
            return nil
        }
        return unsafe PostgresResult(owning: result)
    }

    /// Lends an array of C strings that ends in a null pointer.
    private static func withCStrings<Value>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
    ) -> Value {
        var texts = ParameterTexts()
        return unsafe texts.withPointers(to: strings.map { .text($0) } + [.null], body)
    }
}
