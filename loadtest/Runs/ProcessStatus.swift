import Glibc

/// What the kernel tells of a process (proc(5)).
struct ProcessStatus: Sendable, Equatable {
    /// Microseconds of processor time that it has used, of all its threads.
    var cpu: UInt64
    /// Bytes resident.
    var residentBytes: Int

    /// Reads it; nil when there is no such process or it may not be seen.
    init?(of pid: Int32) {
        guard let stat = Self.text("/proc/\(pid)/stat"),
            // The name before it may hold spaces.
            let paren = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: paren)...].split(separator: " ")
        guard fields.count > 21, let user = UInt64(fields[11]), let system = UInt64(fields[12]),
            let pages = Int(fields[21])
        else { return nil }
        cpu = (user + system) * 1_000_000 / UInt64(sysconf(Int32(_SC_CLK_TCK)))
        residentBytes = pages * sysconf(Int32(_SC_PAGESIZE))
    }

    /// How many descriptors a process has open; nil when that may not be seen.
    static func descriptors(of pid: Int32) -> Int? {
        guard let folder = opendir("/proc/\(pid)/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count - 2
    }

    /// The text of a small file; nil when it cannot be read.
    static func text(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = read(descriptor, &buffer, buffer.count)
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }
}
