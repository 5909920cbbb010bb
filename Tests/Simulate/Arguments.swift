import Glibc
import Simulator

/// What to run: `simulate [--seeds N] [--seed S] [--jobs J] [--stories failed|all] [--bug NAME]
/// [--faults A,B]`.
struct Arguments: Sendable {
    /// Whose stories are written down.
    enum Stories: String, CaseIterable, Sendable {
        case failed, all
    }

    var seeds: UInt64 = 100
    var first: UInt64 = .random(in: 1...1_000_000_000)
    /// Seeds that run at one time.
    var jobs = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    var stories = Stories.failed
    var bug: ClassicBug?
    var faults = Fault.allCases

    /// Reads the arguments; throws with the rule that one breaks.
    init(_ words: [String]) throws(ArgumentError) {
        var words = words[...]
        while let option = words.popFirst() {
            guard let value = words.popFirst() else {
                throw ArgumentError("\(option) needs a value")
            }
            switch option {
            case "--seeds": seeds = try Self.number(option, value)
            case "--seed": first = try Self.number(option, value)
            case "--jobs": jobs = Int(try Self.number(option, value))
            case "--stories":
                guard let stories = Stories(rawValue: value) else {
                    throw ArgumentError("--stories is one of \(Self.names(of: Stories.allCases))")
                }
                self.stories = stories
            case "--bug":
                guard let bug = ClassicBug(rawValue: value) else {
                    throw ArgumentError("--bug is one of \(Self.names(of: ClassicBug.allCases))")
                }
                self.bug = bug
            case "--faults": faults = try Self.faults(value)
            default:
                throw ArgumentError(
                    "options are --seeds, --seed, --jobs, --stories, --bug and --faults")
            }
        }
    }

    private static func number(_ name: String, _ text: String) throws(ArgumentError) -> UInt64 {
        guard let number = UInt64(text), (1...UInt64(Int64.max)).contains(number) else {
            throw ArgumentError("\(name) is a number from 1")
        }
        return number
    }

    private static func faults(_ text: String) throws(ArgumentError) -> [Fault] {
        if text == "none" { return [] }
        var faults: [Fault] = []
        for name in text.split(separator: ",") {
            guard let fault = Fault(rawValue: String(name)) else {
                throw ArgumentError("--faults are none, or some of \(names(of: Fault.allCases))")
            }
            faults.append(fault)
        }
        return faults
    }

    private static func names(of values: [some RawRepresentable<String>]) -> String {
        values.map(\.rawValue).joined(separator: ", ")
    }
}

/// The rule that an argument breaks.
struct ArgumentError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
