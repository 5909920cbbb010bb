/// What both ends agreed on for compressed messages (RFC 7692 section 7.1).
package struct PerMessageDeflate: Sendable, Hashable {
    /// Whether the server's messages may refer to those before.
    package var serverKeepsContext: Bool
    /// Whether the client's messages may refer to those before.
    package var clientKeepsContext: Bool
    /// The server refers back by at most 2 to this many bytes.
    package var serverWindowBits: Int
    /// The client refers back by at most 2 to this many bytes.
    package var clientWindowBits: Int
    /// Whether the answer names the server's window: who asked for one must see it taken.
    private var namesServerWindow: Bool

    /// The widest window there is, 32 KiB; it is meant where nothing is said.
    package static let widestWindow = 15

    /// What the server asks of every client.
    package struct Terms: Sendable {
        /// Whether an end may keep its context where the other does not object.
        ///
        /// It compresses better, and costs the server up to 44 KiB for what a client sends and
        /// 268 KiB for what it is sent, for each connection; without it a connection costs none.
        package var keepsContext = false
        /// The widest window of the server, from 9 (zlib makes no narrower one).
        package var serverWindowBits = PerMessageDeflate.widestWindow
        /// The widest window of a client that lets us choose, from 8.
        package var clientWindowBits = PerMessageDeflate.widestWindow

        /// The defaults.
        package init() {}
    }

    /// The element of `Sec-WebSocket-Extensions` that says so to the client.
    package var field: String {
        var field = "permessage-deflate"
        if !serverKeepsContext { field += "; server_no_context_takeover" }
        if !clientKeepsContext { field += "; client_no_context_takeover" }
        if namesServerWindow { field += "; server_max_window_bits=\(serverWindowBits)" }
        if clientWindowBits < Self.widestWindow {
            field += "; client_max_window_bits=\(clientWindowBits)"
        }
        return field
    }

    /// The first of the offers that can be taken; nil when there is none.
    init?(choosingFrom offers: [WebSocketExtension], _ terms: Terms) {
        for offer in offers {
            guard let agreed = Self(taking: offer, terms) else { continue }
            self = agreed
            return
        }
        return nil
    }

    /// What the offer comes to; nil when it must be declined (section 7.1: a parameter that is not
    /// known, stands twice, has a value that it must not have, or asks what cannot be done).
    private init?(taking offer: WebSocketExtension, _ terms: Terms) {
        guard offer.name == "permessage-deflate" else { return nil }
        serverKeepsContext = terms.keepsContext
        clientKeepsContext = terms.keepsContext
        serverWindowBits = terms.serverWindowBits
        clientWindowBits = Self.widestWindow
        namesServerWindow = terms.serverWindowBits < Self.widestWindow
        var seen: Set<String> = []
        for parameter in offer.parameters {
            guard seen.insert(parameter.name).inserted, take(parameter, terms) else { return nil }
        }
    }

    private mutating func take(_ parameter: WebSocketExtension.Parameter, _ terms: Terms) -> Bool {
        switch (parameter.name, parameter.value) {
        case ("server_no_context_takeover", nil): serverKeepsContext = false
        case ("client_no_context_takeover", nil): clientKeepsContext = false
        case ("server_max_window_bits", let value?):
            guard let bits = Self.windowBits(value), bits > 8 else { return false }
            serverWindowBits = min(bits, terms.serverWindowBits)
            namesServerWindow = true
        case ("client_max_window_bits", nil): clientWindowBits = terms.clientWindowBits
        case ("client_max_window_bits", let value?):
            guard let bits = Self.windowBits(value) else { return false }
            clientWindowBits = min(bits, terms.clientWindowBits)
        default: return false
        }
        return true
    }

    /// A number from 8 to 15 without leading zeros (section 7.1.2).
    private static func windowBits(_ text: String) -> Int? {
        (8...widestWindow).first { String($0) == text }
    }
}
