import Glibc

extension StateFolder {
    private static let prefix = "flighthub-test-"

    /// A fresh folder under `/tmp` for one test suite.
    ///
    /// It is named for this process: the folders of test processes that were killed, and so could
    /// not clean up, are removed here by the next one.
    package static func temporary() throws(LocalServiceError) -> StateFolder {
        for name in Files.entries(of: "/tmp") where isAbandoned(name) {
            // Another test process may be sweeping the same folder: whoever comes second is fine.
            try? StateFolder("/tmp/" + name).remove()
        }
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        let folder = try StateFolder("/tmp/\(prefix)\(getpid())-\(random)")
        try folder.make()
        return folder
    }

    private static func isAbandoned(_ name: String) -> Bool {
        guard name.hasPrefix(prefix) else { return false }
        let number = name.dropFirst(prefix.count).prefix { $0 != "-" }
        guard let pid = Int32(number) else { return false }
        return kill(pid, 0) != 0 && errno == ESRCH
    }

    /// Removes data whose folder is gone: somebody deleted that by hand, and meant all of it.
    static func sweep() {
        for name in Files.entries(of: allData) {
            let data = allData + "/" + name
            guard let folder = Files.read(data + "/" + owner), !Files.exists(folder),
                ProcessTable.running("postgres", in: data + "/postgres").isEmpty,
                ProcessTable.running("redis-server", in: data + "/redis").isEmpty
            else { continue }
            // Another process may be sweeping as well: whoever comes second is fine.
            try? Files.remove(data)
            try? Files.remove(allSockets + "/" + name)
        }
    }
}
