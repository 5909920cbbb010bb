/// The line that says how a run is doing: progress in, the text to write out.
///
/// On a terminal one line is written over and over; elsewhere, as in the log of a build, a line
/// comes every five seconds and with each new phase.
struct LiveLine: Sendable {
    /// Where the line is shown.
    enum Screen: Sendable, Equatable {
        case terminal(columns: Int)
        case log
    }

    /// Seconds of the run between lines of a log.
    static let logInterval = 5.0
    /// Goes to the start of the line and clears it.
    private static let rewind = "\r\u{1B}[2K"

    private var isStanding = false
    private var logged: (phase: String, at: Double)?

    /// What to write for this progress; empty when nothing is due.
    mutating func next(_ progress: RunProgress, on screen: Screen) -> String {
        switch screen {
        case .terminal(let columns):
            isStanding = true
            // The last column stays free: a terminal may wrap when it is filled.
            return Self.rewind + Self.line(progress, columns: columns - 1)
        case .log:
            guard isDue(progress) else { return "" }
            logged = (progress.phase, progress.sample.at)
            return Self.logLine(progress) + "\n"
        }
    }

    /// What to write before anything else is printed, or at the end: takes the line away.
    mutating func end() -> String {
        defer { isStanding = false }
        return isStanding ? Self.rewind : ""
    }

    private func isDue(_ progress: RunProgress) -> Bool {
        guard let logged, logged.phase == progress.phase else { return true }
        return progress.sample.at - logged.at >= Self.logInterval
    }
}

extension LiveLine {
    /// Cells of the progress bar.
    static let barWidth = 20

    /// The line for a terminal: what does not fit is left out, the least important first.
    static func line(_ progress: RunProgress, columns: Int) -> String {
        let parts =
            [progress.phase, bar(progress.fraction), percent(progress), left(progress)]
            + numbers(progress.sample)
        var line = ""
        for part in parts {
            let longer = line.isEmpty ? part : line + "  " + part
            guard longer.count <= columns else { break }
            line = longer
        }
        return line.isEmpty ? String(progress.phase.prefix(max(0, columns))) : line
    }

    /// The line for a log.
    static func logLine(_ progress: RunProgress) -> String {
        ([progress.phase, percent(progress), left(progress)] + numbers(progress.sample))
            .joined(separator: ", ")
    }

    /// Twenty cells, of which so many are full as is done.
    static func bar(_ fraction: Double) -> String {
        let full = Int((share(fraction) * Double(barWidth)).rounded())
        return String(repeating: "█", count: full)
            + String(repeating: "░", count: barWidth - full)
    }

    private static func share(_ fraction: Double) -> Double {
        fraction.isFinite ? min(1, max(0, fraction)) : 0
    }

    private static func percent(_ progress: RunProgress) -> String {
        Numeral.fixed(share(progress.fraction) * 100, places: 0) + " %"
    }

    private static func left(_ progress: RunProgress) -> String {
        guard (0...1e9).contains(progress.secondsLeft) else { return "? s left" }
        let seconds = Int(progress.secondsLeft.rounded(.up))
        guard seconds >= 100 else { return "\(seconds) s left" }
        guard seconds >= 6_000 else { return "\((seconds + 59) / 60) min left" }
        return "\(seconds / 3_600) h \(seconds % 3_600 / 60) min left"
    }

    /// The most important first.
    private static func numbers(_ sample: RunReport.Sample) -> [String] {
        let times = [sample.p50, sample.p99].map { $0.map { Numeral.significant($0) } ?? "–" }
        let memory = sample.serverMemory.map { Quantity(Double($0), "bytes").text }
        let processor = sample.serverCPU.map { Numeral.fixed($0, places: 2) + " cores" }
        let server = [memory, processor].compactMap(\.self)
        return [
            "\(Numeral.grouped(sample.clients)) clients",
            "p50/p99 \(times[0])/\(times[1]) ms",
            "\(Numeral.grouped(sample.errors)) errors",
            "\(rate(sample.eventsPerSecond)) events/s",
            "\(rate(sample.framesPerSecond)) frames/s",
        ] + (server.isEmpty ? [] : ["server " + server.joined(separator: " ")])
    }

    private static func rate(_ value: Double) -> String {
        abs(value) < 10 ? Numeral.significant(value, places: 1) : Numeral.fixed(value, places: 0)
    }
}
