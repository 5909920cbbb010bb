import Testing

@testable import loadtest

@Suite struct `Growth of the server` {
    private func samples(
        _ memory: [Int?], descriptors: [Int?] = []
    ) -> [RunReport.Sample] {
        memory.enumerated().map { index, memory in
            RunReport.Sample(
                at: Double(index), clients: 0, eventsPerSecond: 0, framesPerSecond: 0, errors: 0,
                serverMemory: memory,
                serverDescriptors: index < descriptors.count ? descriptors[index] : nil, ownCPU: 0)
        }
    }

    @Test func `compares the last tenth with the second`() {
        var memory = [Int?](repeating: 100, count: 30)
        // Warming up, and one outlier in each tenth, do not count.
        memory.replaceSubrange(0..<3, with: [10, 20, 900])
        memory[4] = 5_000
        memory.replaceSubrange(27..<30, with: [150, 150, 7])
        let descriptors = [Int?](repeating: 40, count: 27) + [43, 43, 43]
        let growth = Growth(of: samples(memory, descriptors: descriptors))
        #expect(growth.memory == 50)
        #expect(growth.descriptors == 3)
        #expect(growth.figures.map(\.name) == ["memoryGrowth", "descriptorGrowth"])
    }

    @Test func `can be negative`() {
        let growth = Growth(of: samples((0..<20).map { 1_000 - 10 * $0 }))
        #expect((growth.memory ?? 0) < 0)
    }

    @Test func `is unknown for a short run, and for a server that cannot be seen`() {
        #expect(Growth(of: samples(Array(repeating: 100, count: 9))) == Growth(of: []))
        #expect(Growth(of: samples(Array(repeating: nil, count: 30))).figures.isEmpty)
        #expect(Growth(of: samples(Array(repeating: 0, count: 30))).memory == nil)
    }
}
