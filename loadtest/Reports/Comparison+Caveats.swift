extension Comparison {
    /// What a reader must know before believing the numbers; none when all is well.
    var caveats: [String] { [fullMachine, emptyLatencies].compactMap(\.self) + differences }

    /// From this share of the cores on, who waits for a processor shows in every latency.
    private static let fullShare = 0.9

    private var fullMachine: String? {
        let samples = report.samples
        let cores = Double(report.machine.cores)
        let full = samples.count { $0.ownCPU + ($0.serverCPU ?? 0) >= cores * Self.fullShare }
        guard samples.count > 0, full * 10 > samples.count else { return nil }
        let percent = Numeral.fixed(Double(full) / Double(samples.count) * 100, places: 0)
        return "The machine was full for \(percent) % of the run: latencies include the wait for "
            + "one of its \(report.machine.cores) cores."
    }

    private var emptyLatencies: String? {
        let names = report.latencies.filter { $0.count == 0 }.map(\.label)
        guard !names.isEmpty else { return nil }
        return "Not one value was measured of: " + names.joined(separator: ", ") + "."
    }

    /// How the baseline's run was another one: its options and its machine.
    private var differences: [String] {
        guard let baseline else { return [] }
        let old = Dictionary(
            baseline.options.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let new = Dictionary(report.options.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        var lines: [String] = []
        for name in Set(old.keys).union(new.keys).sorted() where old[name] != new[name] {
            let before = old[name] ?? "not given"
            lines.append(
                "The baseline ran with \(name) \(before), this run with \(new[name] ?? "none").")
        }
        if baseline.machine != report.machine {
            lines.append("The baseline ran on another machine: \(baseline.machine.text).")
        }
        return lines
    }
}

extension RunReport.Machine {
    /// One line: `2 cores of AMD EPYC, 7.75 GiB, Linux 6.1`.
    var text: String {
        "\(cores) \(cores == 1 ? "core" : "cores") of \(processor), "
            + "\(Quantity(Double(memory), "bytes").text), \(kernel)"
    }
}
