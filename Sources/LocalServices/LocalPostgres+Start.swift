import Glibc

extension LocalPostgres {
    /// The whole `postgresql.conf`, written at each start.
    var settings: String {
        var lines = [
            "listen_addresses = ''",
            "unix_socket_directories = '\(folder.sockets)'",
            "unix_socket_permissions = 0700",
            "max_connections = \(configuration.maxConnections)",
            "shared_buffers = \(configuration.sharedBuffers)MB",
            // In the data folder rather than in /dev/shm, where a crash would leave it behind.
            "dynamic_shared_memory_type = mmap",
            "timezone = 'UTC'",
            "log_timezone = 'UTC'",
            "log_line_prefix = '%m [%p] '",
        ]
        if !configuration.durable {
            lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Removes what an earlier server left: a process that is still ending, a stale pid file.
    func clearAway() async throws(LocalServiceError) {
        try await ProcessTable.endLeftovers(of: "postgres", in: folder.postgresData)
        // Nobody runs on this data now. The id in the file may meanwhile be another process's,
        // and PostgreSQL would then refuse to start.
        try Files.remove(folder.postgresData + "/postmaster.pid")
    }

    /// Waits until the server takes connections and our database is there.
    func ready(_ server: ChildProcess) async throws(LocalServiceError) {
        let limit = configuration.startLimit
        let done: Bool? = try await Poll.until(limit) { () throws(LocalServiceError) in
            if let status = server.status {
                throw .ended(service: "PostgreSQL", status: status.description, log: log)
            }
            return try askForDatabase() ? true : nil
        }
        if done == true { return }
        await stop()
        throw .notReady(
            service: "PostgreSQL", seconds: Int(limit.components.seconds), log: log)
    }

    /// `3D000` is "no such database": this is the first start.
    private func askForDatabase() throws(LocalServiceError) -> Bool {
        switch connect(to: Self.database) {
        case .done: return true
        case .notYet: return false
        case .refused(code: "3D000", _):
            let made = connect(to: "postgres", "CREATE DATABASE \(Self.database)")
            return try done(made)
        case .refused(_, let message): throw .refused(service: "PostgreSQL", message: message)
        }
    }

    private func done(_ outcome: PostgresHandshake.Outcome) throws(LocalServiceError) -> Bool {
        switch outcome {
        case .done: return true
        case .notYet: return false
        case .refused(_, let message): throw .refused(service: "PostgreSQL", message: message)
        }
    }

    private func connect(
        to database: String, _ statement: String? = nil
    ) -> PostgresHandshake.Outcome {
        PostgresHandshake.run(
            statement, socket: socketPath, user: Self.user, database: database)
    }
}
