import Glibc

/// A file by which the kernel tells what it knows of this process.
enum ProcFile {
    /// The first bytes of `/proc/self/NAME`; nil when it cannot be read.
    static func read(_ name: String, atMost limit: Int) -> [UInt8]? {
        let file = open("/proc/self/" + name, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: limit)
        var length = 0
        while length < limit {
            let count = bytes.withUnsafeMutableBytes {
                Glibc.read(file, $0.baseAddress?.advanced(by: length), limit - length)
            }
            if count <= 0 { break }
            length += count
        }
        return Array(bytes.prefix(length))
    }
}
