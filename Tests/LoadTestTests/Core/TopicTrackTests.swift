import Testing

@testable import loadtest

@Suite struct `What a client got of a topic` {
    /// A track that stands at 100 and got these.
    private func track(_ seqs: Int64...) -> TopicTrack {
        var track = TopicTrack()
        track.stood(at: 100)
        for seq in seqs { track.received(seq) }
        return track
    }

    @Test func `counts from where it stood first`() {
        var track = track(101, 105)
        #expect(track.start == 100)
        #expect(track.last == 105)
        #expect(track.count == 2)
        #expect(track.sum == TopicTrack.mixed(101) &+ TopicTrack.mixed(105))
        track.stood(at: 105)
        #expect(track.start == 100)
        #expect(track.count == 2)
    }

    @Test func `begins anew where it is told to`() {
        var track = track(101, 102)
        track.begin(at: 200)
        #expect(track.start == 200)
        #expect(track.count == 0)
        #expect(track.sum == 0)
        #expect(track.repeated(102) == .doubled)
    }

    @Test func `what came before came twice, what did not came late`() {
        let track = track(101, 103, 106)
        #expect(track.repeated(101) == .doubled)
        #expect(track.repeated(102) == .outOfOrder)
        #expect(track.repeated(103) == .doubled)
        #expect(track.repeated(104) == .outOfOrder)
        #expect(track.repeated(106) == .doubled)
    }

    @Test func `what is not after the start came before it stood`() {
        let track = track(101)
        #expect(track.repeated(100) == .doubled)
        #expect(track.repeated(99) == .doubled)
    }

    @Test func `remembers the last 64 numbers`() {
        let track = track(101, 103, 164)
        #expect(track.repeated(103) == .doubled)
        #expect(track.repeated(102) == .outOfOrder)
        // 63 back is the last that is known; 64 back could be either, and is taken for a double.
        #expect(track.repeated(101) == .doubled)
        var next = track
        next.received(166)
        #expect(next.repeated(103) == .doubled)
        #expect(next.repeated(104) == .outOfOrder)
        #expect(next.repeated(102) == .doubled)
    }

    @Test(arguments: [63, 64, 65, 1_000] as [Int64])
    func `a step over the whole window forgets what was in it`(step: Int64) {
        var track = track(101)
        track.received(101 + step)
        #expect(track.repeated(101 + step) == .doubled)
        #expect(track.repeated(100 + step) == .outOfOrder)
        #expect(track.repeated(101) == .doubled)
        #expect(track.repeated(101 + step - 62) == .outOfOrder || step < 63)
    }

    @Test func `what was missed in its place is late when it comes`() {
        var track = track(101)
        #expect(!track.isLate(102))
        track.missed(upTo: 103)
        track.missed(upTo: 102)
        #expect(track.isLate(102))
        #expect(track.isLate(103))
        #expect(!track.isLate(104))
        track.stood(at: 101)
        #expect(!track.isLate(102))
    }

    @Test func `sums tell sets apart that have the same total`() {
        #expect(track(101, 104).sum != track(102, 103).sum)
        #expect(track(101, 102).sum != track(101).sum)
        #expect(TopicTrack.mixed(0) != 0)
    }

    @Test func `is as small as it says`() {
        #expect(MemoryLayout<TopicTrack>.size <= 56)
    }
}
