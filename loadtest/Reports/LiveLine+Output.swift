import Glibc

/// The edge: what standard output is, and writing to it.
extension LiveLine {
    /// Shows how the run is doing.
    mutating func show(_ progress: RunProgress) {
        Self.write(next(progress, on: Self.screen))
    }

    /// Prints a line for good; the live line comes back under it with the next progress.
    mutating func note(_ text: String) {
        Self.write(end() + text + "\n")
    }

    /// Takes the live line away, before the summary is printed.
    mutating func finish() {
        Self.write(end())
    }

    /// Standard output as it is now: a terminal may change its width during a run.
    static var screen: Screen {
        guard isatty(STDOUT_FILENO) == 1 else { return .log }
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return .terminal(columns: isKnown ? Int(size.ws_col) : 80)
    }

    private static func write(_ text: String) {
        guard !text.isEmpty else { return }
        print(text, terminator: "")
        // Every stream: `stdout` itself is a mutable global, which Swift 6 does not let us name.
        fflush(nil)
    }
}
