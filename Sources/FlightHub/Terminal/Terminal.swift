import Glibc
import Synchronization

/// What the commands print: results on standard output, the rest on standard error.
enum Terminal {
    /// Prints a line of a command's result.
    static func print(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// Prints why a command failed.
    static func complain(_ line: String) { write("error: " + line + "\n", to: STDERR_FILENO) }

    /// The line at the bottom, which is empty when there is none.
    private static let status = Mutex("")
    /// To the line's start, and away with what stands there.
    private static let clearLine = "\r\u{1B}[K"

    /// Shows a line at the bottom of the terminal in place of the last one; nil takes it away.
    ///
    /// Other output goes above it. Nothing happens where standard output is no terminal.
    static func showStatus(_ line: String?) {
        guard isatty(STDOUT_FILENO) == 1 else { return }
        status.withLock { status in
            status = line.map { String($0.prefix(width - 1)) } ?? ""
            put(clearLine + status, to: STDOUT_FILENO)
        }
    }

    /// The columns of the terminal; 80 when it does not say.
    private static var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes a text in as few writes as the receiver takes; what it refuses is lost.
    static func write(_ text: String, to descriptor: Int32) {
        status.withLock { status in
            guard !status.isEmpty, isatty(descriptor) == 1 else { return put(text, to: descriptor) }
            put(clearLine + text + status, to: descriptor)
        }
    }

    private static func put(_ text: String, to descriptor: Int32) {
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
