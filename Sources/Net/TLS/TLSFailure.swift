/// Why a TLS connection is of no more use.
package enum TLSFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The peer speaks HTTP without TLS.
    case plainRequest
    /// The peer wanted to negotiate anew, which is refused (RFC 7525 section 3.5).
    case renegotiation
    /// The peer changed its keys again and again, and said nothing in between.
    case keyUpdates
    /// The peer ended the connection, or the system cut it, before the handshake was done.
    case ended
    /// The peer gave up, for this reason.
    case alert(String)
    /// The certificate of the server is not to be trusted, for this reason.
    case untrusted(String)
    /// The peer broke the protocol, or has no version or cipher in common with us.
    case violation(String)

    /// What happened, for a log line.
    package var description: String {
        switch self {
        case .plainRequest: "a request without TLS"
        case .renegotiation: "an attempt to renegotiate"
        case .keyUpdates: "too many changes of keys"
        case .ended: "the connection ended in the handshake"
        case .alert(let reason): "the peer gave up: \(reason)"
        case .untrusted(let reason): "the certificate is not trusted: \(reason)"
        case .violation(let reason): reason
        }
    }

    /// A name of one word, for a counter.
    package var label: String {
        switch self {
        case .plainRequest: "plain_request"
        case .renegotiation: "renegotiation"
        case .keyUpdates: "key_updates"
        case .ended: "ended"
        case .alert: "alert"
        case .untrusted: "untrusted"
        case .violation: "violation"
        }
    }
}

/// Why TLS cannot be set up: every mistake at once.
package struct TLSSetupError: Error, Equatable, Sendable {
    /// What is wrong with a file.
    package struct Problem: Equatable, Sendable {
        /// What the file is for.
        package let role: Role
        /// The file.
        package let path: String
        /// What is wrong, as the end of a sentence that begins with the path.
        package let reason: String
    }

    /// What a file holds.
    package enum Role: Equatable, Sendable {
        /// A certificate, with those that lead to an authority.
        case certificate
        /// The private key of a certificate.
        case key
        /// The certificates of authorities.
        case authorities
    }

    /// At least one.
    package let problems: [Problem]

    init(_ problems: [Problem]) {
        self.problems = problems
    }

    init(_ role: Role, _ path: String, _ reason: String) {
        problems = [Problem(role: role, path: path, reason: reason)]
    }
}
