import API
import Events
import Glibc

/// The numbers of the process by the names that Prometheus' client libraries give them.
struct ProcessMetrics: MetricSource {
    /// When the node began.
    let start: Timestamp

    func families() async -> [MetricFamily] {
        // Counting a hundred thousand descriptors takes longer than a loop may.
        let descriptors = await Task(executorPreference: globalConcurrentExecutor) {
            Self.openDescriptors()
        }.value
        return [
            MetricFamily(
                "flighthub_build_info", .gauge, "1, with the version of the program.",
                [.init(1, [("version", Version.current)])]),
            family(
                "process_start_time_seconds", .gauge, "When the node began, in Unix time.",
                Double(start.microseconds) / 1_000_000),
            family(
                "process_cpu_seconds_total", .counter, "CPU time of user and system.",
                Self.cpuSeconds()),
            family(
                "process_resident_memory_bytes", .gauge, "Memory that the process has in RAM.",
                Self.residentBytes().map { Double($0) }),
            family(
                "process_open_fds", .gauge, "Open descriptors.", descriptors.map { Double($0) }),
            family(
                "process_max_fds", .gauge, "Descriptors that the process may open.",
                Self.descriptorLimit()),
        ].compactMap { $0 }
    }

    private func family(
        _ name: String, _ kind: MetricFamily.Kind, _ help: String, _ value: Double?
    ) -> MetricFamily? {
        value.map { MetricFamily(name, kind, help, [.init($0)]) }
    }

    private static func cpuSeconds() -> Double? {
        var usage = rusage()
        guard getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return nil }
        return [usage.ru_utime, usage.ru_stime].reduce(0) { sum, time in
            sum + Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
        }
    }

    /// The second number of `/proc/self/statm`, which counts pages.
    private static func residentBytes() -> Int? {
        guard let bytes = ProcFile.read("statm", atMost: 128) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        let numbers = text.split(separator: " ")
        guard numbers.count > 1, let pages = Int(numbers[1]) else { return nil }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }

    private static func openDescriptors() -> Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Two entries are the folder and its parent, and one is how it is read.
        return count - 3
    }

    private static func descriptorLimit() -> Double? {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return nil }
        return limit.rlim_cur == rlim_t.max ? .infinity : Double(limit.rlim_cur)
    }
}
