package import Net

/// What a gateway has to tell its operator of its peers, and of itself.
package enum GatewayNotice: Equatable, Sendable, CustomStringConvertible {
    /// No TLS session came about.
    case handshakeFailed(peer: String, TLSFailure)
    /// A handshake took longer than it may.
    case handshakeTooSlow(peer: String)
    /// An open TLS session broke the rules.
    case sessionFailed(peer: String, TLSFailure)
    /// A client spoke TLS to a port that does not.
    case tlsOnPlainPort(peer: String)
    /// A proxy that is trusted to send a PROXY header began with something else.
    case proxyHeaderMissing(peer: String)
    /// There is no descriptor left for those who come: accepting stops, to be tried every tick.
    case acceptingStopped(Errno)
    /// After such a stop everybody who waited has been taken.
    case acceptingGoesOn
    /// A listener is of no more use: nobody is accepted there until the process begins again.
    case listenerFailed(Errno)
    /// Events waited so long for a loop: until it has caught up, its clients see that they are old.
    case loopHeldUp(loop: String, Duration)

    /// One line.
    package var description: String {
        switch self {
        case .handshakeFailed(let peer, .plainRequest):
            "\(peer) sent a plain request to the TLS port"
        case .handshakeFailed(let peer, let failure): "no TLS with \(peer): \(failure)"
        case .handshakeTooSlow(let peer): "no TLS with \(peer): the handshake took too long"
        case .sessionFailed(let peer, .renegotiation):
            "\(peer) tried to renegotiate TLS, which is refused"
        case .sessionFailed(let peer, let failure): "TLS with \(peer) broke: \(failure)"
        case .tlsOnPlainPort(let peer): "\(peer) spoke TLS to the plain port"
        case .proxyHeaderMissing(let peer):
            "\(peer) sent no PROXY header, which PROXY_PROTOCOL demands of a trusted proxy"
        case .acceptingStopped(let cause):
            "no connection can be accepted: \(cause); those who come wait"
        case .acceptingGoesOn: "connections are accepted again"
        case .listenerFailed(let cause):
            "a listener failed: \(cause); nobody is accepted there until a restart"
        case .loopHeldUp(let loop, let wait):
            "\(loop) was held up: events waited for it for \(wait.clampedNanoseconds / 1_000_000) ms"
        }
    }
}
