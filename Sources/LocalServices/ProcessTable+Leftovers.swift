import Glibc

extension ProcessTable {
    /// Ends the servers that an earlier run left on a data folder, and waits until they are gone.
    ///
    /// There is one for a moment when we were killed and started again at once: the parent-death
    /// signal has reached it, and it is still closing its files.
    static func endLeftovers(of program: String, in folder: String) async throws(LocalServiceError)
    {
        for (signal, patience) in [(SIGINT, 5.0), (SIGQUIT, 3.0), (SIGKILL, 5.0)] {
            let left = running(program, in: folder)
            if left.isEmpty { return }
            for pid in left {
                _ = kill(pid, signal)
                _ = kill(pid, SIGCONT)
            }
            let gone: Bool? = await Poll.until(.seconds(patience)) {
                running(program, in: folder).isEmpty ? true : nil
            }
            if gone == true { return }
        }
        throw .inUse(folder: folder)
    }
}
