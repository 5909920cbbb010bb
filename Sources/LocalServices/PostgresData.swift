import Glibc

/// The data folder of a private PostgreSQL.
enum PostgresData {
    /// The folder of the programs to use: the version that wrote the data, or the first found.
    static func programs(for data: String) throws(LocalServiceError) -> String {
        let needed = ["initdb", "postgres"]
        guard let written = Files.read(data + "/PG_VERSION") else {
            return try Programs.folder(holding: needed, service: "PostgreSQL")
        }
        let version = String(written.prefix { $0 != "\n" })
        let matching = "/usr/lib/postgresql/\(version)/bin"
        if Files.exists(matching + "/postgres") { return matching }
        return try Programs.folder(holding: needed, service: "PostgreSQL")
    }

    /// Makes a new cluster, unless there is one.
    ///
    /// It is made beside its place and then moved, so that one that was interrupted is not taken
    /// for whole. `trust` is safe: only the owner may enter the folder of the socket.
    static func make(in folder: StateFolder, programs: String) async throws(LocalServiceError) {
        if Files.exists(folder.postgresData + "/PG_VERSION") { return }
        let draft = folder.postgresData + ".new"
        try Files.remove(draft)
        try Files.remove(folder.postgresData)
        let command = ChildProcess.Command(
            program: programs + "/initdb",
            arguments: [
                "-D", draft, "--username", LocalPostgres.user, "--auth", "trust",
                "--encoding", "UTF8", "--no-locale", "--no-sync",
            ],
            folder: folder.data, log: folder.postgresLog, account: folder.account,
            deathSignal: SIGKILL)
        let initdb = try await ChildProcess.launch(command)
        guard let status = await initdb.wait(within: .seconds(120)) else {
            initdb.signal(SIGKILL)
            throw .notReady(service: "initdb", seconds: 120, log: folder.postgresLog)
        }
        guard status == .exited(0) else {
            throw .ended(
                service: "initdb", status: status.description, log: folder.postgresLog)
        }
        guard rename(draft, folder.postgresData) == 0 else {
            throw Files.failure(folder.postgresData)
        }
    }
}
