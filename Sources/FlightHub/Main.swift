import ArgumentParser
import CLinux
import Glibc

/// The program's entry: parses the command line, runs the command, and tells failures in one line.
@main enum Main {
    static func main() async {
        // Writing to a closed pipe or socket is an error that is handled where it happens.
        signal(SIGPIPE, SIG_IGN)
        // Tables of connections grow by doubling; the halves that malloc would keep came to 80 to
        // 140 bytes a connection (18,000 of them).
        clinux_return_blocks_from(256 << 10)
        do {
            var command = try FlightHubCommand.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            for line in failure.lines { Terminal.complain(line) }
            Glibc.exit(failure.code.rawValue)
        } catch {
            FlightHubCommand.exit(withError: error)
        }
    }
}
