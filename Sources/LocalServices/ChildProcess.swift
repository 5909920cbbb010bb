import CLinux
import Glibc
import Synchronization

/// A program that we started: it lives in a session of its own and ends when we do.
///
/// One thread forks it and then waits for it, for two reasons: the parent-death signal is tied to
/// the *thread* that forked, and a wait in the kernel is the only one that misses nothing.
package final class ChildProcess: Sendable {
    /// What to start.
    package struct Command: Sendable {
        let program: String
        var arguments: [String] = []
        var environment: [String] = []
        let folder: String
        let log: String
        var account: Account?
        /// What the program gets when we are gone, however that happened.
        var deathSignal: Int32 = SIGTERM

        init(
            program: String, arguments: [String] = [], folder: String, log: String,
            account: Account? = nil, deathSignal: Int32 = SIGTERM
        ) {
            self.program = program
            self.arguments = arguments
            self.folder = folder
            self.log = log
            self.account = account
            self.deathSignal = deathSignal
        }

        /// A program of ours, as the account that we are, with variables `NAME=value` besides the
        /// plain ones that every program gets; what it prints is added to the file `log`.
        package init(
            running program: String, _ arguments: [String], environment: [String],
            in folder: String, log: String
        ) {
            self.init(program: program, arguments: arguments, folder: folder, log: log)
            self.environment = environment
        }
    }

    private enum State {
        case running(waiting: [CheckedContinuation<ExitStatus, Never>])
        case ended(ExitStatus)
    }

    /// The program's process id.
    package let pid: Int32
    private let state = Mutex(State.running(waiting: []))

    private init(pid: Int32) { self.pid = pid }

    /// Starts a program; returns once it is running.
    package static func launch(_ command: Command) async throws(LocalServiceError) -> ChildProcess {
        let result = await withCheckedContinuation { continuation in
            let started = SystemThread.detach { run(command, continuation) }
            if !started {
                continuation.resume(
                    returning: Result<ChildProcess, LocalServiceError>.failure(
                        .notStarted(program: command.program, reason: "no thread for it")))
            }
        }
        return try result.get()
    }

    /// The status once the program has ended, nil before.
    package var status: ExitStatus? {
        state.withLock { state in
            if case .ended(let status) = state { status } else { nil }
        }
    }

    /// Sends a signal, unless the program has ended.
    package func signal(_ number: Int32) {
        state.withLock { state in
            // Under the lock, which the reaping takes too: the id cannot be somebody else's.
            if case .running = state { _ = kill(pid, number) }
        }
    }

    /// Waits until the program has ended.
    package func wait() async -> ExitStatus {
        await withCheckedContinuation { continuation in
            let ended: ExitStatus? = state.withLock { state in
                switch state {
                case .running(let waiting):
                    state = .running(waiting: waiting + [continuation])
                    return nil
                case .ended(let status):
                    return status
                }
            }
            if let ended { continuation.resume(returning: ended) }
        }
    }

    /// Waits at most so long for the end; nil when the program still runs then.
    package func wait(within limit: Duration) async -> ExitStatus? {
        await Poll.until(limit) { self.status }
    }

    private static func run(
        _ command: Command,
        _ continuation: CheckedContinuation<Result<ChildProcess, LocalServiceError>, Never>
    ) {
        let log = open(command.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard log >= 0 else {
            return continuation.resume(returning: .failure(Files.failure(command.log)))
        }
        let pid = spawn(command, output: log)
        close(log)
        guard pid > 0 else {
            let reason = Files.reason(-pid)
            return continuation.resume(
                returning: .failure(.notStarted(program: command.program, reason: reason)))
        }
        let child = ChildProcess(pid: pid)
        continuation.resume(returning: .success(child))
        child.reap()
    }

    private func reap() {
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
        let (status, waiting) = state.withLock { state in
            var code: Int32 = 0
            while waitpid(pid, &code, 0) < 0 && errno == EINTR {}
            let status = ExitStatus(code)
            defer { state = .ended(status) }
            if case .running(let waiting) = state { return (status, waiting) }
            return (status, [])
        }
        for continuation in waiting { continuation.resume(returning: status) }
    }

    private static func spawn(_ command: Command, output: Int32) -> Int32 {
        let environment =
            ["LC_ALL=C", "LANG=C", "PATH=/usr/local/bin:/usr/bin:/bin"] + command.environment
        return CStrings.with([command.program] + command.arguments) { arguments in
            CStrings.with(environment) { environment in
                command.program.withCString { path in
                    command.folder.withCString { folder in
                        var request = clinux_command()
                        request.path = path
                        request.arguments = arguments
                        request.environment = environment
                        request.directory = folder
                        request.output = output
                        request.user = command.account?.user ?? uid_t.max
                        request.group = command.account?.group ?? gid_t.max
                        request.death_signal = command.deathSignal
                        return clinux_spawn(&request)
                    }
                }
            }
        }
    }
}
