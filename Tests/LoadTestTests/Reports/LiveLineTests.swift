import Testing

@testable import loadtest

@Suite struct `Live line` {
    private func progress(
        _ phase: String = "publishing", at: Double = 30, fraction: Double = 0.5
    ) -> RunProgress {
        RunProgress(
            phase: phase, fraction: fraction, secondsLeft: 30,
            sample: ReportFixture.sample(at: at))
    }

    @Test func `shows everything where there is room`() {
        #expect(
            LiveLine.line(progress(), columns: 200)
                == "publishing  ██████████░░░░░░░░░░  50 %  30 s left  10,000 clients  "
                + "p50/p99 1.23/8.40 ms  0 errors  50 events/s  500,000 frames/s  "
                + "server 200 MiB 0.90 cores")
    }

    @Test(arguments: 0...160)
    func `never is wider than the terminal, and loses whole parts`(columns: Int) {
        let line = LiveLine.line(progress(), columns: columns)
        #expect(line.count <= columns)
        #expect(LiveLine.line(progress(), columns: 200).hasPrefix(line))
        #expect(columns < 10 || !line.hasSuffix(" "))
    }

    @Test func `is rewritten in place on a terminal`() {
        var live = LiveLine()
        #expect(live.end() == "")
        let text = live.next(progress(), on: .terminal(columns: 11))
        #expect(text == "\r\u{1B}[2Kpublishing")
        #expect(live.end() == "\r\u{1B}[2K")
        #expect(live.end() == "")
    }

    @Test func `comes every five seconds and with each phase in a log`() {
        var live = LiveLine()
        func isWritten(_ phase: String, _ at: Double) -> Bool {
            let text = live.next(progress(phase, at: at), on: .log)
            #expect(text.isEmpty || text.hasSuffix("\n"))
            return !text.isEmpty
        }
        #expect(isWritten("connecting", 1))
        #expect(!isWritten("connecting", 5.9))
        #expect(isWritten("connecting", 6))
        #expect(isWritten("publishing", 7))
        #expect(!isWritten("publishing", 11))
        #expect(isWritten("publishing", 12))
        #expect(live.end() == "")
    }

    @Test func `has no bar and no control characters in a log`() {
        #expect(
            LiveLine.logLine(progress("settling", fraction: 1))
                == "settling, 100 %, 30 s left, 10,000 clients, p50/p99 1.23/8.40 ms, 0 errors, "
                + "50 events/s, 500,000 frames/s, server 200 MiB 0.90 cores")
    }

    @Test func `says nothing of a server that it cannot see`() {
        var far = progress()
        far.sample.serverCPU = nil
        far.sample.serverMemory = nil
        far.sample.p99 = nil
        let line = LiveLine.line(far, columns: 200)
        #expect(!line.contains("server"))
        #expect(line.contains("p50/p99 1.23/– ms"))
    }

    @Test(arguments: [
        (-1.0, 0), (0, 0), (0.024, 0), (0.026, 1), (0.5, 10), (1, 20), (7, 20), (.nan, 0),
    ])
    func `fills its bar with what is done`(fraction: Double, full: Int) {
        let bar = LiveLine.bar(fraction)
        #expect(bar.count == 20)
        #expect(bar.count { $0 == "█" } == full)
    }

    @Test(arguments: [
        (0.2, "1 s left"), (99, "99 s left"), (119, "2 min left"), (9_000, "2 h 30 min left"),
        (.infinity, "? s left"),
    ])
    func `counts down in the unit that suits`(seconds: Double, text: String) {
        var long = progress()
        long.secondsLeft = seconds
        #expect(LiveLine.logLine(long).contains(", \(text), "))
    }
}
