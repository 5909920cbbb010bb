import Glibc

/// What the commands print: results on standard output, the rest on standard error.
enum Terminal {
    /// Prints a line of a command's result.
    static func print(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// Prints why a command failed.
    static func complain(_ line: String) { write("error: " + line + "\n", to: STDERR_FILENO) }

    /// Writes a text in as few writes as the receiver takes; what it refuses is lost.
    static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let rest = bytes[written...]
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return }
            written += max(count, 0)
        }
    }
}
