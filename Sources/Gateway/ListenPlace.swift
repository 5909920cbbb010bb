package import Net

/// Where a gateway listens.
package enum ListenPlace: Sendable, Equatable {
    /// Numeric addresses, or `0.0.0.0` and `::` for all of a family, all with one port.
    ///
    /// `::` alone is for IPv4 as well.
    case tcp(hosts: [String], port: UInt16)
    /// A socket file with these rights; one that a program which is gone has left is replaced.
    case unix(path: String, mode: UInt32)
    /// A listener that the program which started us has opened; it is taken over.
    case inherited(Int32)
}

/// Where a gateway has come to listen.
package struct Listening: Sendable {
    /// The port of the first TCP listener; nil when there is none.
    package var port: UInt16?
    /// Every place, for people: `127.0.0.1:8080`, `[::]:8080`, `unix:/run/flighthub.sock`.
    package var places: [String] = []
    /// The files to take away when nobody listens any more.
    private var files: [SocketFile] = []

    init() {}

    /// Removes the socket files, so that who comes now is told at once that nobody is there.
    package func removeFiles() {
        for file in files { file.remove() }
    }

    mutating func add(_ listener: borrowing FileDescriptor, file: SocketFile? = nil) {
        let address = Socket.localAddress(listener.number)
        if port == nil { port = address?.port }
        places.append(address?.description ?? "descriptor \(listener.number)")
        if let file { files.append(file) }
    }
}

extension Gateway {
    /// Listens with every loop on all `places`, whose clients have to speak TLS if it is given.
    ///
    /// It may be called again, for other places.
    /// Fails when another program, even another hub, listens at one of them; a gateway that fails
    /// may listen at some already, and is to be stopped.
    package func listen(
        on places: [ListenPlace], tls: TLSServer? = nil
    ) async throws(SocketError) -> Listening {
        var listening = Listening()
        for shard in shards { await shard.start() }
        for place in places {
            switch place {
            case .tcp(let hosts, let port):
                try await listen(hosts, port, tls, &listening)
            case .unix(let path, let mode):
                try SocketFile.removeStale(at: path)
                let listener = try Socket.listenUnix(path: path, mode: mode)
                listening.add(listener, file: SocketFile(at: path))
                try await share(listener, tls)
            case .inherited(let number):
                let listener = try InheritedSocket.listener(number)
                listening.add(listener)
                try await share(listener, tls)
            }
        }
        return listening
    }

    /// Each loop has a listener of its own at each address, among which the kernel spreads clients.
    private func listen(
        _ hosts: [String], _ port: UInt16, _ tls: TLSServer?, _ listening: inout Listening
    ) async throws(SocketError) {
        let isDualStack = Socket.isDualStack(hosts)
        var port = port
        for host in hosts {
            port = try Socket.probeTCP(host: host, port: port, isDualStack: isDualStack)
            for (index, shard) in shards.enumerated() {
                let listener = try Socket.listenTCP(
                    host: host, port: port, reusePort: true, isDualStack: isDualStack)
                if index == 0 { listening.add(listener) }
                await shard.listen(on: listener, tls: tls)
            }
        }
    }

    /// All loops accept on one listener, and the first to wake up has the client.
    private func share(
        _ listener: borrowing FileDescriptor, _ tls: TLSServer?
    ) async throws(SocketError) {
        for shard in shards {
            let own: FileDescriptor
            do throws(Errno) {
                own = try Socket.duplicate(listener.number)
            } catch {
                throw .failed("duplicate a listener", error)
            }
            await shard.listen(on: own, tls: tls)
        }
    }
}
