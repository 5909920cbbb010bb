import Glibc

/// Where one private PostgreSQL and Redis keep their data, sockets and logs.
///
/// A user's servers live inside the folder. As root they run as another account, so their data is
/// in `/var/lib/flighthub/NAME` and their sockets in `/run/flighthub/NAME`, where that account may
/// go; NAME comes from the folder's absolute path. Sockets also move, to `$XDG_RUNTIME_DIR` or
/// `/tmp`, when their path would not fit in the 107 bytes that the kernel allows. Either way the
/// folder holds the logs, and `postgres.sock` and `redis.sock` as links.
package struct StateFolder: Sendable, Equatable {
    /// The absolute path of the folder.
    package let path: String
    let data: String
    let sockets: String
    let account: Account?

    /// Finds the places that belong to a state folder; nothing is made yet.
    ///
    /// - Parameter path: The folder, absolute or relative to the working folder.
    /// - Throws: When we are root and there is no account for the servers.
    package init(_ path: String) throws(LocalServiceError) {
        let absolute = Self.absolute(path)
        self.path = absolute
        account = try Account.forServices()
        let name = Self.name(of: absolute)
        if account != nil {
            data = Self.allData + "/" + name
            sockets = Self.allSockets + "/" + name
        } else {
            data = absolute + "/data"
            sockets = Self.socketFolder(inside: absolute, name: name)
        }
    }

    /// Where PostgreSQL's socket is, by the link in the folder.
    package var postgresLink: String { path + "/postgres.sock" }
    /// Where Redis's socket is, by the link in the folder.
    package var redisLink: String { path + "/redis.sock" }
    /// What PostgreSQL has to say.
    package var postgresLog: String { path + "/postgres.log" }
    /// What Redis has to say.
    package var redisLog: String { path + "/redis.log" }

    var postgresData: String { data + "/postgres" }
    var redisData: String { data + "/redis" }
    var postgresSocket: String { sockets + "/.s.PGSQL.5432" }
    var redisSocket: String { sockets + "/redis.sock" }

    /// Makes the folders; what exists stays.
    package func make() throws(LocalServiceError) {
        try Files.makeFolder(path, mode: 0o700)
        if account != nil {
            try Files.makeFolder(Self.allData)
            try Files.makeFolder(Self.allSockets)
            Self.sweep()
        }
        try Files.makePrivateFolder(data, for: account)
        try Files.makePrivateFolder(sockets, for: account)
        if account != nil { try Files.write(path, to: data + "/" + Self.owner) }
    }

    /// Removes the data, the sockets, the logs and the links, after ending servers left on them.
    ///
    /// Whatever else the folder holds stays.
    package func clear() async throws(LocalServiceError) {
        try await ProcessTable.endLeftovers(of: "postgres", in: postgresData)
        try await ProcessTable.endLeftovers(of: "redis-server", in: redisData)
        for path in [data, sockets, postgresLink, redisLink, postgresLog, redisLog] {
            try Files.remove(path)
        }
    }

    /// Removes the folder with all it holds, and the data and sockets that belong to it.
    ///
    /// For folders that are nobody's own, such as temporary ones, while no server runs there.
    package func remove() throws(LocalServiceError) {
        try Files.remove(data)
        try Files.remove(sockets)
        try Files.remove(path)
    }

    /// Where the data of all folders is when we are root.
    static let allData = "/var/lib/flighthub"
    static let allSockets = "/run/flighthub"
    /// The file beside the data that names the folder it belongs to.
    static let owner = "folder"

    /// A stable short name of a path: its 64-bit FNV-1a hash in hexadecimal.
    static func name(of path: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// `sun_path` holds 108 bytes with its closing zero.
    static let longestSocketPath = 107

    private static func socketFolder(inside folder: String, name: String) -> String {
        let inside = folder + "/sockets"
        if (inside + "/.s.PGSQL.5432").utf8.count <= longestSocketPath { return inside }
        if let runtime = getenv("XDG_RUNTIME_DIR") {
            let candidate = String(cString: runtime) + "/flighthub-" + name
            if candidate.utf8.count <= longestSocketPath - 20,
                Files.exists(String(cString: runtime))
            {
                return candidate
            }
        }
        return "/tmp/flighthub-\(geteuid())-" + name
    }

    private static func absolute(_ path: String) -> String {
        var whole = path
        if !path.hasPrefix("/"), let working = getcwd(nil, 0) {
            whole = String(cString: working) + "/" + path
            free(working)
        }
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
