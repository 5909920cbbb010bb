import Glibc

/// Reads which processes there are from `/proc`.
enum ProcessTable {
    /// The processes whose parent is this one: a PostgreSQL server's backends and workers.
    static func children(of pid: Int32) -> [Int32] {
        pids().filter { parent(of: $0) == pid }
    }

    /// The processes of this program whose working folder it is: servers of an earlier run.
    static func running(_ program: String, in folder: String) -> [Int32] {
        pids().filter { pid in
            Files.read("/proc/\(pid)/comm") == program + "\n"
                && target("/proc/\(pid)/cwd") == folder
        }
    }

    /// Whether the process runs; one that has ended and waits for its parent does not.
    static func isRunning(_ pid: Int32) -> Bool {
        guard let fields = fields(of: pid) else { return false }
        return fields.first != "Z" && fields.first != "X"
    }

    private static func pids() -> [Int32] { Files.entries(of: "/proc").compactMap { Int32($0) } }

    private static func parent(of pid: Int32) -> Int32? {
        guard let fields = fields(of: pid), fields.count > 1 else { return nil }
        return Int32(fields[1])
    }

    /// The fields of `/proc/PID/stat` from the state on: the name before it may hold anything.
    private static func fields(of pid: Int32) -> [Substring]? {
        guard let line = Files.read("/proc/\(pid)/stat"),
            let name = line.lastIndex(of: ")")
        else { return nil }
        return line[line.index(after: name)...].split(separator: " ")
    }

    private static func target(_ link: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(link, &bytes, bytes.count)
        guard count >= 0 else { return nil }
        return String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
