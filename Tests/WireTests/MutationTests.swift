import GoldenTables
import Testing
import Wire

/// The tables' inputs, broken at random places by a seeded generator.
///
/// Nothing is known of the outcome but that it must not depend on how they are cut.
@Suite struct MutationTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `broken frames have one outcome however they are cut`(_ seed: UInt64) {
        var generator = SplitMix(state: seed)
        for frames in FrameCase.all where frames.input.count <= 600 {
            let bytes = generator.mutate(frames.input)
            var whole = frames.machine()
            let expected = whole.receive(bytes, inflating: frames.inflater())
            var cut = frames.machine()
            let inflater = frames.inflater()
            let actions = generator.cut(bytes).flatMap {
                cut.receive(Array($0), inflating: inflater)
            }
            #expect(actions == expected, "\(frames.name): \(bytes)")
            #expect(cut.state == whole.state)
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `broken requests have one outcome however they are cut`(_ seed: UInt64) {
        var generator = SplitMix(state: seed)
        for request in RequestCase.all where request.bytes.count <= 600 {
            let bytes = generator.mutate(request.bytes)
            let expected = Self.outcomes([bytes[...]])
            #expect(Self.outcomes(generator.cut(bytes)) == expected, "\(request.name): \(bytes)")
        }
    }

    private static func outcomes(_ pieces: [ArraySlice<UInt8>]) -> [String] {
        var parser = HTTPRequestParser()
        var outcomes: [String] = []
        for piece in pieces {
            let bytes = Array(piece)
            var position = 0
            do throws(HTTPError) {
                while let event = try parser.next(bytes.span, at: &position) {
                    outcomes.append("\(event)")
                }
            } catch {
                return outcomes + ["\(error)"]
            }
        }
        return outcomes
    }
}

/// Steele, Lea and Flood's SplitMix64: the same numbers from the same seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Changes, removes or doubles up to three bytes.
    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &self) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &self)
            switch Int.random(in: 0..<3, using: &self) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &self)
            case 1: bytes.remove(at: place)
            default: bytes.insert(bytes[place], at: place)
            }
        }
        return bytes
    }

    /// Cuts at random places.
    mutating func cut(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Int.random(in: 1...20, using: &self))
            pieces.append(bytes[start..<end])
            start = end
        }
        return pieces
    }
}
