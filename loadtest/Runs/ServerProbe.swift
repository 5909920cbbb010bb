/// Watches the server's process, where it runs on this machine.
struct ServerProbe {
    private let pid: Int32?
    private var last: ProcessStatus?
    private var descriptors: Int?
    private var countdown = 0

    /// A probe of a process; of none, everything is unknown.
    init(pid: Int32?) {
        self.pid = pid
        last = pid.flatMap { ProcessStatus(of: $0) }
    }

    /// What the process has used so far, as far as it can be seen.
    var status: ProcessStatus? { pid.flatMap { ProcessStatus(of: $0) } }

    /// Fills in what the server used since the last call, `seconds` ago.
    mutating func fill(_ sample: inout RunReport.Sample, seconds: Double) {
        guard let pid, let status else { return }
        if let last, seconds > 0, status.cpu >= last.cpu {
            sample.serverCPU = Double(status.cpu - last.cpu) / 1_000_000 / seconds
        }
        last = status
        sample.serverMemory = status.residentBytes
        // Counting them takes the kernel a while when there are thousands.
        if countdown == 0 {
            descriptors = ProcessStatus.descriptors(of: pid)
            countdown = 5
        }
        countdown -= 1
        sample.serverDescriptors = descriptors
    }
}
