import Net
import Testing

@testable import loadtest

@Suite struct `The line between coordinator and worker` {
    /// What a link heard and that it ended, after these pieces were written one after another.
    private func heard(
        _ pieces: [[UInt8]], closing: Bool = true
    ) async throws -> [String] {
        let loop = try EventLoop(name: "test")
        loop.start()
        defer {
            loop.stop()
            loop.join()
        }
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        let (ours, theirs) = try Socket.pair()
        loop.execute {
            let link = LineLink<WorkerOrder, WorkerWord>(
                ours, on: loop,
                heard: { continuation.yield(Self.words($0)) },
                ended: {
                    continuation.yield("ended")
                    continuation.finish()
                })
            _ = link
            Self.write(pieces[...], to: theirs, loop)
        }
        var all: [String] = []
        for await word in stream { all.append(word) }
        return all
    }

    /// A piece in each turn, so that each is read by itself; then the end of the stream.
    private static func write(
        _ pieces: ArraySlice<[UInt8]>, to descriptor: Int32, _ loop: EventLoop
    ) {
        guard let first = pieces.first else {
            FileDescriptor(owning: descriptor).close()
            return
        }
        _ = Socket.write(descriptor, first)
        loop.after(.zero) { write(pieces.dropFirst(), to: descriptor, loop) }
    }

    private static func words(_ word: WorkerWord) -> String {
        switch word {
        case .failed(let reason): "failed \(reason)"
        case .tallies(let tallies, _): "\(tallies.count) tallies"
        case .audits(let audits): "\(audits.count) audits"
        }
    }

    private static func line(_ reason: String) -> [UInt8] {
        Array(#"{"failed":{"_0":"\#(reason)"}}"#.utf8) + [10]
    }

    @Test func `takes lines in pieces of any size`() async throws {
        let text = Self.line("one") + Self.line("two")
        let expected = ["failed one", "failed two", "ended"]
        #expect(try await heard([text]) == expected)
        #expect(try await heard(text.map { [$0] }) == expected)
        for cut in stride(from: 1, to: text.count, by: 7) {
            #expect(try await heard([Array(text[..<cut]), Array(text[cut...])]) == expected)
        }
    }

    @Test(arguments: ["?\n", "{}\n", "\n", #"{"tallies":{}}"# + "\n"])
    func `a line that makes no sense ends it`(garbage: String) async throws {
        let text = Self.line("one") + Array(garbage.utf8) + Self.line("two")
        #expect(try await heard([text]) == ["failed one", "ended"])
    }

    @Test func `what is no whole line is not heard`() async throws {
        #expect(try await heard([Array(Self.line("one").dropLast())]) == ["ended"])
    }

    @Test func `orders and words come back as they were`() async throws {
        var plan = FleetPlan(url: "http://127.0.0.1:1", clients: 18_000, connectRate: 10)
        plan.tokens = (0..<2_000).map { "token \($0) \(String(repeating: "x", count: 300))" }
        plan.slow = FleetPlan.Slow(each: 3, bytesPerSecond: 9)
        let sent = plan
        let loop = try EventLoop(name: "test")
        loop.start()
        defer {
            loop.stop()
            loop.join()
        }
        let (ours, theirs) = try Socket.pair()
        let back: FleetPlan = await withCheckedContinuation { continuation in
            loop.execute {
                let near = LineLink<WorkerOrder, WorkerWord>(
                    ours, on: loop, heard: { _ in }, ended: {})
                let far = LineLink<WorkerWord, WorkerOrder>(
                    theirs, on: loop,
                    heard: { order in
                        guard case .launch(let plan) = order else { return }
                        continuation.resume(returning: plan)
                    }, ended: {})
                // Larger than a socket takes at once.
                near.send(.launch(sent))
                _ = far
            }
        }
        #expect(back == sent)
    }

    @Test func `closing says nothing to the one who closes, and the end to the other`() async throws
    {
        let loop = try EventLoop(name: "test")
        loop.start()
        defer {
            loop.stop()
            loop.join()
        }
        let (ours, theirs) = try Socket.pair()
        let words: [String] = await withCheckedContinuation { continuation in
            loop.execute {
                nonisolated(unsafe) var words: [String] = []
                let near = LineLink<WorkerOrder, WorkerWord>(
                    ours, on: loop, heard: { _ in }, ended: { words.append("near ended") })
                _ = LineLink<WorkerWord, WorkerOrder>(
                    theirs, on: loop,
                    heard: { if case .stir = $0 { words.append("stir") } },
                    ended: {
                        words.append("far ended")
                        continuation.resume(returning: words)
                    })
                near.send(.stir)
                near.close()
                near.send(.stir)
            }
        }
        #expect(words == ["stir", "far ended"])
    }
}
