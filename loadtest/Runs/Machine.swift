import Glibc

extension RunReport.Machine {
    /// The machine that this runs on.
    static func here() -> RunReport.Machine {
        var name = utsname()
        uname(&name)
        let kernel = withUnsafeBytes(of: &name.release) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return RunReport.Machine(
            cores: sysconf(Int32(_SC_NPROCESSORS_ONLN)), processor: processor,
            memory: sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)), kernel: kernel)
    }

    private static var processor: String {
        let lines = ProcessStatus.text("/proc/cpuinfo")?.split(separator: "\n") ?? []
        let model = lines.first { $0.hasPrefix("model name") }
        return model?.split(separator: ":").last.map { String($0.drop { $0 == " " }) } ?? "unknown"
    }
}
