import Wire

/// The proxies whose word about the client counts; nobody's does by default.
package struct TrustedProxies: Sendable, Equatable {
    /// Which fields the proxies write.
    ///
    /// Only these are read: a proxy hands on the others as the client sent them.
    package enum Fields: String, Sendable, CaseIterable {
        /// `X-Forwarded-For` and `X-Forwarded-Proto`, which nearly every proxy can write.
        case xForwarded = "x-forwarded"
        /// `Forwarded` (RFC 7239).
        case forwarded
    }

    /// Where they are.
    private var blocks: [AddressBlock] = []
    /// Whether who comes by a unix socket is one of them.
    private var includesUnix = false
    /// Which fields they write.
    package var fields = Fields.xForwarded
    /// Whether each of their connections begins with a header of the PROXY protocol.
    package var sendHeader = false

    /// Nobody.
    package init() {}

    /// The addresses, blocks (`10.0.0.0/8`) and `unix` of a list with commas between.
    ///
    /// Nil when one of them is neither.
    package init?(_ list: String) {
        for part in list.split(separator: ",") {
            let name = String(part.filter { $0 != " " })
            if name == "unix" {
                includesUnix = true
            } else if let block = AddressBlock(name) {
                blocks.append(block)
            } else {
                return nil
            }
        }
    }

    /// Whether a peer is one of them; nil is one on a unix socket.
    func contains(_ peer: String?) -> Bool {
        guard let peer else { return includesUnix }
        guard !blocks.isEmpty, let address = IPAddress(peer) else { return false }
        return contains(address)
    }

    private func contains(_ address: IPAddress) -> Bool {
        blocks.contains { $0.contains(address) }
    }

    /// Who is behind a proxy that we trust, by what the fields of a request say.
    ///
    /// From the nearest hop outward, as long as each is one of the proxies: whatever stands before
    /// the first other one was written by that one, who may lie. Nil where the fields say nothing
    /// that is to be believed; throws where nobody can say what the proxy wrote.
    func client(
        in request: HTTPFields
    ) throws(ForwardedHopError) -> (address: String, isSecure: Bool?)? {
        let hops =
            fields == .forwarded
            ? try ForwardedHop.standard(request) : ForwardedHop.deFacto(request)
        var nearest: (address: String, isSecure: Bool?)?
        for hop in hops.reversed() {
            guard let client = hop.client else { break }
            nearest = (client.description, hop.isSecure)
            if !contains(client) { break }
        }
        return nearest
    }
}
