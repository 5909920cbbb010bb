/// How much more the server uses at the end of a run than after it had warmed up.
struct Growth: Equatable {
    /// Percent of what there was; nil when it cannot be told.
    var memory: Double?
    /// Descriptors; nil when they cannot be seen.
    var descriptors: Double?

    /// Compares the last tenth of the samples with the second: the first one warms up.
    init(of samples: [RunReport.Sample]) {
        let tenth = samples.count / 10
        guard tenth > 0 else { return }
        let early = samples[tenth..<(2 * tenth)]
        let late = samples.suffix(tenth)
        if let before = Self.median(early.compactMap { $0.serverMemory.map(Double.init) }),
            let after = Self.median(late.compactMap { $0.serverMemory.map(Double.init) }),
            before > 0
        {
            memory = (after - before) / before * 100
        }
        if let before = Self.median(early.compactMap { $0.serverDescriptors.map(Double.init) }),
            let after = Self.median(late.compactMap { $0.serverDescriptors.map(Double.init) })
        {
            descriptors = after - before
        }
    }

    /// What the report says of it.
    var figures: [RunReport.Figure] {
        var figures: [RunReport.Figure] = []
        if let memory {
            figures.append(
                RunReport.Figure(
                    name: "memoryGrowth", label: "growth of the server's memory", value: memory,
                    unit: "%"))
        }
        if let descriptors {
            figures.append(
                RunReport.Figure(
                    name: "descriptorGrowth", label: "growth of the server's descriptors",
                    value: descriptors, unit: ""))
        }
        return figures
    }

    private static func median(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }
}
