import Glibc

extension WorkerUse {
    /// What this process uses now.
    static var now: WorkerUse {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
        return WorkerUse(
            cpu: UInt64(seconds) * 1_000_000 + UInt64(microseconds),
            memory: ProcessStatus(of: getpid())?.residentBytes ?? 0)
    }
}
