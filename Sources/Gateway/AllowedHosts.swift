/// The hosts that a request may be meant for; any, unless some are named.
package struct AllowedHosts: Sendable, Equatable {
    private var names: Set<String> = []
    /// With a dot before them: any host below is meant.
    private var suffixes: [String] = []

    /// Any host.
    package init() {}

    /// The names, addresses and `*.example.org` of a list with commas between.
    ///
    /// Nil when one of them is none; ports are not part of them.
    package init?(_ list: String) {
        for part in list.split(separator: ",") {
            let name = part.filter { $0 != " " }.lowercased()
            let isBelow = name.hasPrefix("*.")
            let rest = isBelow ? String(name.dropFirst(2)) : name
            guard !rest.isEmpty, Self.name(of: rest) == rest, !rest.contains("*") else {
                return nil
            }
            if isBelow { suffixes.append("." + rest) } else { names.insert(rest) }
        }
    }

    /// Whether a request with this `Host` is meant for us.
    func admits(_ host: String?) -> Bool {
        if names.isEmpty, suffixes.isEmpty { return true }
        guard let name = host.flatMap(Self.name(of:)) else { return false }
        return names.contains(name) || suffixes.contains { name.hasSuffix($0) }
    }

    /// The name in `name:port` or `[address]:port`, in lowercase and without a final dot.
    private static func name(of host: String) -> String? {
        guard !host.contains("/") else { return nil }
        let end =
            host.hasPrefix("[")
            ? host.firstIndex(of: "]").map { host.index(after: $0) } ?? host.endIndex
            : host.firstIndex(of: ":") ?? host.endIndex
        let name = host[..<end].lowercased()
        return name.hasSuffix(".") ? String(name.dropLast()) : name
    }
}
