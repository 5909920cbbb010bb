import ArgumentParser
import FoundationEssentials

/// How a scenario is run and where its report goes, whatever the scenario.
struct RunOptions: ParsableArguments {
    @Option(help: "Processes that share the clients.")
    var processes = 1

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("Where the report goes, as JSON and as a page.", valueName: "folder"))
    var output = ".loadtest"

    @Option(help: ArgumentHelp("An earlier report to compare with.", valueName: "file"))
    var baseline: String?

    @Option(
        help: ArgumentHelp(
            "Limits to judge by (default: loadtest/thresholds.json, where it is).",
            valueName: "file"))
    var thresholds: String?

    @Option(
        help: ArgumentHelp(
            "Percent by which p50, p99 and costs may exceed the baseline.", valueName: "percent"))
    var maxSlowdown: Double?

    func validate() throws {
        guard (1...64).contains(processes) else {
            throw ValidationError("--processes must be 1 to 64")
        }
        if let maxSlowdown, !(maxSlowdown >= 0 && maxSlowdown.isFinite) {
            throw ValidationError("--max-slowdown must be 0 or more")
        }
    }

    /// The limits that are asked for, or those beside us.
    func limits() throws(ReportFileError) -> Thresholds? {
        if let thresholds { return try Thresholds.read(thresholds) }
        let usual = "loadtest/thresholds.json"
        guard FileManager.default.fileExists(atPath: usual) else { return nil }
        return try Thresholds.read(usual)
    }
}

/// A length of time on the command line: `90`, `90s`, `2m` or `1h`.
struct Seconds: ExpressibleByArgument, Equatable {
    let value: Double

    init(_ value: Double) { self.value = value }

    init?(argument: String) {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600]
        let unit = argument.last.flatMap { units[$0] }
        let digits = unit == nil ? Substring(argument) : argument.dropLast()
        guard let number = Double(digits), number > 0, number <= 604_800 else { return nil }
        value = number * (unit ?? 1)
    }

    var defaultValueDescription: String { description }

    var description: String {
        value >= 60 && value.truncatingRemainder(dividingBy: 60) == 0
            ? "\(Int(value / 60))m" : "\(value.formatted())s"
    }
}

extension Double {
    /// Without a needless fraction.
    fileprivate func formatted() -> String {
        self == rounded() ? String(Int(self)) : String(self)
    }
}
