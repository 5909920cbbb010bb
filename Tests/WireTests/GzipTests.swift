import CZlib
import Testing
import Wire

@Suite struct GzipTests {
    /// What zlib makes of a whole gzip body; nil when it is none.
    private func inflated(_ bytes: [UInt8], room: Int) -> [UInt8]? {
        var stream = z_stream()
        guard
            inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
                == Z_OK
        else { return nil }
        defer { inflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: room)
        let result = bytes.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return inflate(&stream, Z_FINISH)
            }
        }
        return result == Z_STREAM_END ? Array(output[..<Int(stream.total_out)]) : nil
    }

    @Test(arguments: [1, 6, 9])
    func `what is compressed comes back`(level: Int) throws {
        let text = Array(
            String(repeating: #"{"seat":"12A","state":"available"},"#, count: 500).utf8)
        let body = try #require(Gzip.compress(text, level: level))
        #expect(body.count < text.count / 10)
        #expect(body.prefix(3) == [0x1F, 0x8B, 0x08])
        #expect(inflated(body, room: text.count) == text)
    }

    @Test func `what does not shrink stays as it is`() {
        var state: UInt64 = 1
        let noise = (0..<5_000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        #expect(Gzip.compress(noise, level: 9) == nil)
        #expect(Gzip.compress([], level: 9) == nil)
        #expect(Gzip.compress([1], level: 9) == nil)
    }
}
