import Wire

extension Benchmark {
    static let compression = [
        Benchmark("deflate an event frame") {
            let deflater = Deflater(
                effort: .init(level: 1, memoryLevel: 8), keepsContext: false)
            return { keep(deflater.deflate(Sample.eventFrame)) }
        },
        Benchmark("inflate an event frame") {
            let payload = Deflater(
                effort: .init(level: 1, memoryLevel: 8), keepsContext: false
            ).deflate(Sample.eventFrame)
            let frame = WebSocketFrame.encode(.text, payload, isCompressed: true)
            let inflater = Inflater(keepsContext: false)
            var machine = WebSocketMachine(
                role: .client, messageLimit: 64 << 10, isCompressible: true)
            return {
                var position = 0
                let action = machine.next(frame.span, at: &position, inflating: inflater)
                precondition(action == .text(Sample.eventFrame), "the event frame")
            }
        },
    ]
}
