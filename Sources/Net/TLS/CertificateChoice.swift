/// Which certificates serve which server name.
///
/// Certificates of different key kinds whose names overlap serve together, and the client's
/// abilities decide between them; of the same kind the first serves.
struct CertificateChoice {
    /// What is to be known of a certificate to choose it.
    struct Candidate {
        /// DNS names in lower case, `*.example.org` among them.
        let names: [String]
        /// The number of the key's kind.
        let kind: Int32
    }

    private let candidates: [Candidate]

    init(_ candidates: [Candidate]) {
        self.candidates = candidates
    }

    /// The places of the certificates for a client that asks for `name`.
    ///
    /// For a name that nobody has, or none, it is those of the first certificate's first name.
    func places(for name: String?) -> [Int] {
        if let name {
            let found = matches(name.lowercased())
            if !found.isEmpty { return found }
        }
        guard let first = candidates.first else { return [] }
        return first.names.first.map(matches) ?? [0]
    }

    /// All that `places(for:)` can answer.
    var combinations: Set<[Int]> {
        Set(candidates.flatMap(\.names).map(matches)).union([places(for: nil)])
    }

    private func matches(_ name: String) -> [Int] {
        var kinds: Set<Int32> = []
        return candidates.indices.filter { place in
            let candidate = candidates[place]
            return candidate.names.contains { Self.covers($0, name) }
                && kinds.insert(candidate.kind).inserted
        }
    }

    /// Whether a certificate for `pattern` is good for `name`: a star stands for one label
    /// (RFC 6125 section 6.4.3).
    static func covers(_ pattern: String, _ name: String) -> Bool {
        if pattern == name { return true }
        guard pattern.hasPrefix("*."), let dot = name.firstIndex(of: "."), dot != name.startIndex
        else { return false }
        return pattern.dropFirst() == name[dot...]
    }
}
