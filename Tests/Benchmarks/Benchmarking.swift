import Glibc

/// Times the benchmarks, or runs each so often that callgrind can count its instructions.
///
/// `bench time [NAME…]` prints a name and its nanoseconds a line; `bench count [NAME…]` a name and
/// the number of runs between entering and leaving `measured`. Made and run by `.make/bench`.
@main
enum Benchmarking {
    static func main() {
        let words = CommandLine.arguments.dropFirst()
        let names = Set(words.dropFirst())
        let chosen = Benchmark.all.filter { names.isEmpty || names.contains($0.name) }
        switch words.first {
        case "time": chosen.forEach(time)
        case "count": chosen.forEach(count)
        default:
            print("bench time|count [NAME…]")
            exit(2)
        }
    }

    /// The median of 11 samples of about 20 ms each: one that was interrupted does not matter.
    private static func time(_ benchmark: Benchmark) {
        let body = benchmark.prepare()
        warmUp(body)
        var runs = 1
        while nanoseconds(runs, body) < 20_000_000 { runs *= 2 }
        let samples = (0..<11).map { _ in nanoseconds(runs, body) }.sorted()
        report(benchmark, Double(samples[5]) / Double(runs * benchmark.operations))
    }

    private static func count(_ benchmark: Benchmark) {
        let body = benchmark.prepare()
        warmUp(body)
        let runs = 20
        measured(runs, body)
        report(benchmark, Double(runs * benchmark.operations))
    }

    private static func report(_ benchmark: Benchmark, _ number: Double) {
        print("\(benchmark.name)\t\(number)")
        fflush(nil)
    }

    /// Caches, lazy globals and capacities are as they are in a server that has run for a while.
    private static func warmUp(_ body: () -> Void) {
        for _ in 0..<20 { body() }
    }

    private static func nanoseconds(_ runs: Int, _ body: () -> Void) -> UInt64 {
        let began = now()
        measured(runs, body)
        return now() - began
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

/// What callgrind counts in; it knows the function by a part of its name.
@inline(never)
private func measured(_ runs: Int, _ body: () -> Void) {
    for _ in 0..<runs { body() }
}

/// Keeps the optimizer from leaving out what nobody looks at.
@inline(never) @_optimize(none)
func keep<Value>(_ value: Value) {}
