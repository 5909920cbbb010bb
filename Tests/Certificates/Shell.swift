import Glibc
import LocalServices

/// Runs programs for tests.
package enum Shell {
    /// What a script printed, on either output, and its status; the caller's thread is not blocked.
    package static func run(_ script: String) async -> (output: String, status: Int32) {
        await withCheckedContinuation { continuation in
            let started = SystemThread.detach { continuation.resume(returning: perform(script)) }
            precondition(started, "no thread for a script")
        }
    }

    /// As `run`, and blocks until the end.
    package static func perform(_ script: String) -> (output: String, status: Int32) {
        guard let pipe = popen("{ \(script)\n} 2>&1", "r") else { return ("no shell", -1) }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            if count == 0 { break }
            output += buffer[..<count]
        }
        return (String(decoding: output, as: UTF8.self), pclose(pipe) >> 8)
    }
}
