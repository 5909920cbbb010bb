import ArgumentParser
import Glibc

/// The program's entry: parses the command line, runs the command, and tells failures in one line.
@main enum Main {
    static func main() async {
        // Writing to a closed pipe or socket is an error that is handled where it happens.
        signal(SIGPIPE, SIG_IGN)
        occupyStandardDescriptors()
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

    /// Opens what the caller has closed of input, output and errors: else a socket or a file would
    /// get such a number, and be written the log.
    private static func occupyStandardDescriptors() {
        var descriptor: Int32 = 0
        while (0...STDERR_FILENO).contains(descriptor) {
            descriptor = open("/dev/null", O_RDWR)
        }
        if descriptor > STDERR_FILENO { Glibc.close(descriptor) }
    }
}
