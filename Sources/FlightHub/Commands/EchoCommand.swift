import ArgumentParser
import Gateway
import Wire

/// `flighthub echo`: a server that sends every message back.
struct EchoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo",
        abstract: "Send every WebSocket message back, for test suites of the protocol.",
        discussion: """
            Shares all of the hub's code below its protocol. Takes messages up to 32 MiB at \
            ws://HOST:PORT/, or wss:// with a certificate, from anybody: not for a public address. Needs no services.
            """,
        shouldDisplay: false)

    @Option(help: "Address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "Port to listen on; 0 takes a free one.")
    var port: UInt16 = 9001

    @Option(help: "Event loops.")
    var loops = 1

    @Option(help: "Compress messages: off, on (all) or auto (when the hub would).")
    var compression = CompressionConfiguration.Mode.off

    @OptionGroup var tls: TLSOptions

    @Flag(help: "Agree to keep the context from message to message.")
    var contextTakeover = false

    func validate() throws {
        guard (1...128).contains(loops) else { throw ValidationError("--loops is 1 to 128") }
    }

    func run() async throws {
        let signals = try StopSignals.listen()
        do {
            var reader = SettingsReader(Environment.process)
            let tls = tls.server(&reader)
            try reader.finish()
            let server = try EchoServer(loops: loops, compression: settings)
            let port = try await server.listen(host: host, port: port, tls: tls)
            Terminal.print("\(tls == nil ? "ws" : "wss")://\(host):\(port)/")
            for await _ in signals { break }
            await server.stop()
        } catch {
            throw CommandFailure(of: error)
        }
    }

    private var settings: CompressionConfiguration {
        var settings = CompressionConfiguration()
        settings.mode = compression
        settings.terms.keepsContext = contextTakeover
        // `on` is all of them here: so that the suites see compressed answers to short messages.
        if compression == .on { settings.smallest = 0 }
        return settings
    }
}

extension CompressionConfiguration.Mode: ExpressibleByArgument {}
