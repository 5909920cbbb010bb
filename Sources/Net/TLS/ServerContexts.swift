import COpenSSL

/// What a server made of its files: one context of OpenSSL for each choice of certificates.
///
/// Connections keep the one that they began with, so files that are read anew change nothing for
/// them.
@safe final class ServerContexts: Sendable {
    private let choice: CertificateChoice
    // Not Sendable, yet safe: the dictionary never changes after `init`, and OpenSSL counts the
    // references to a context atomically and makes connections of it on any thread.
    private nonisolated(unsafe) let contexts: [[Int]: OpaquePointer]
    /// What clients will say of the certificates, because of the time.
    let timeProblems: [String]

    /// Reads all files; throws every mistake.
    init(_ configuration: TLSServerConfiguration) throws(TLSSetupError) {
        var pairs: [CertificatePair] = []
        var problems: [TLSSetupError.Problem] = []
        for files in configuration.pairs {
            do throws(TLSSetupError) {
                pairs.append(try CertificatePair(files))
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw TLSSetupError(problems) }
        choice = CertificateChoice(pairs.map(\.candidate))
        let served = Set(choice.combinations.joined())
        for place in pairs.indices where !served.contains(place) {
            problems.append(
                TLSSetupError.Problem(
                    role: .certificate, path: pairs[place].files.certificate,
                    reason: "is for no name that another of its kind is not for: it would not serve"
                ))
        }
        guard problems.isEmpty else { throw TLSSetupError(problems) }
        timeProblems = pairs.compactMap(\.timeProblem)
        unsafe contexts = try Self.contexts(choice.combinations, of: pairs, configuration)
    }

    deinit {
        unsafe contexts.values.forEach { unsafe SSL_CTX_free($0) }
    }

    private static func contexts(
        _ combinations: Set<[Int]>, of pairs: [CertificatePair],
        _ configuration: TLSServerConfiguration
    ) throws(TLSSetupError) -> [[Int]: OpaquePointer] {
        var contexts: [[Int]: OpaquePointer] = unsafe [:]
        do throws(TLSSetupError) {
            for places in combinations {
                let context = try unsafe ServerSettings.context(configuration)
                unsafe contexts[places] = unsafe context
                for place in places { try unsafe pairs[place].install(in: context) }
            }
        } catch {
            unsafe contexts.values.forEach { unsafe SSL_CTX_free($0) }
            throw error
        }
        return unsafe contexts
    }

    /// The context for clients that ask for `name`; it lives as long as this.
    func context(for name: String?) -> OpaquePointer? {
        unsafe contexts[choice.places(for: name)]
    }
}
