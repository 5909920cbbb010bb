import Net
import Wire

extension Shard {
    /// Takes what a trusted proxy says before the first request; true when the bytes behind it, if
    /// any, are the client's.
    func passProxyHeader(
        _ bytes: Span<UInt8>, at position: inout Int, _ connection: Connection
    ) -> Bool {
        guard let session = connection.http, var decoder = session.proxyHeader else { return true }
        do throws(ProxyHeaderError) {
            let header = try decoder.next(bytes, at: &position)
            session.proxyHeader = header == nil ? decoder : nil
            guard let header else { return false }
            return adopt(header, connection) && position < bytes.count
        } catch {
            // Nothing says what it would understand: it gets no answer.
            counters.requestsRefused["proxyHeader", default: 0] += 1
            services.report(.proxyHeaderMissing(peer: connection.peerName))
            drop(connection)
            return false
        }
    }

    /// Takes what a trusted proxy says in plain before the handshake of TLS; true when the bytes
    /// behind it are the handshake's, and are welcome.
    func passPlainHeader(_ connection: Connection) -> Bool {
        guard let session = connection.http, session.proxyHeader != nil else { return true }
        let result = loop.readSome(connection.descriptor.number) { bytes in
            var position = 0
            _ = passProxyHeader(copy bytes, at: &position, connection)
            return position
        }
        switch result {
        case .bytes(let count):
            counters.bytesRead += count
            return session.proxyHeader == nil && connections[connection.id] === connection
        case .wouldBlock: return false
        case .endOfStream, .failed:
            drop(connection)
            return false
        }
    }

    /// From now on the connection is that of the client behind the proxy.
    private func adopt(_ header: ProxyHeader, _ connection: Connection) -> Bool {
        guard let client = header.client else { return true }
        connection.peer = client.description
        connection.isSecure = header.isSecure || connection.tls != nil
        connection.isTrusted = configuration.proxies.contains(client.description)
        let counted = connection.isTrusted ? nil : client.description
        guard count(connection, under: counted) else {
            counters.connectionsRefused += 1
            // Before its handshake a TLS client understands no answer.
            guard connection.tls == nil else {
                drop(connection)
                return false
            }
            finish(connection, with: GatewayProblem.busy.response())
            return false
        }
        return true
    }

    /// Says in the request who asks; the problem is why it is refused before anybody reads it.
    func identify(_ request: inout HTTPRequest, _ connection: Connection) -> GatewayProblem? {
        request.peer = connection.peer
        request.isSecure = connection.isSecure
        guard configuration.allowedHosts.admits(request.fields["Host"]) else { return .wrongHost }
        guard connection.isTrusted else { return nil }
        let said: (address: String, isSecure: Bool?)?
        do throws(ForwardedHopError) {
            said = try configuration.proxies.client(in: request.fields)
        } catch {
            return .badForwarded
        }
        guard let client = said else { return nil }
        request.peer = client.address
        request.isSecure = client.isSecure ?? connection.isSecure
        // A proxy may use one connection for many clients; it stands for the last of them.
        let isProxy = configuration.proxies.contains(client.address)
        return count(connection, under: isProxy ? nil : client.address) ? nil : .busy
    }

    private func count(_ connection: Connection, under address: String?) -> Bool {
        guard ledger.move(from: connection.countedAddress, to: address) else { return false }
        connection.countedAddress = address
        return true
    }
}
