/// The routes by the segments of their paths, so that a request looks at few of them.
///
/// A segment that is fixed goes before one that may be anything: `/flights/status-refresh` is not
/// the flight of that name.
package final class RouteTree: Sendable {
    /// A path that has routes, and what its named segments are.
    package struct Place {
        /// One for each method.
        package let routes: [Route]
        /// What the named segments are, in the order of the path.
        package let values: [String]
    }

    /// The routes whose patterns end here.
    private let routes: [Route]
    private let fixed: [Substring: RouteTree]
    private let named: RouteTree?

    /// The tree of all `routes`.
    package convenience init(_ routes: [Route]) { self.init(routes, depth: 0) }

    /// The tree below the segments before `depth`.
    private init(_ routes: [Route], depth: Int) {
        self.routes = routes.filter { $0.pattern.segments.count == depth }
        var fixed: [Substring: [Route]] = [:]
        var named: [Route] = []
        for route in routes where route.pattern.segments.count > depth {
            switch route.pattern.segments[depth] {
            case .literal(let text): fixed[text, default: []].append(route)
            case .parameter: named.append(route)
            }
        }
        self.fixed = fixed.mapValues { RouteTree($0, depth: depth + 1) }
        self.named = named.isEmpty ? nil : RouteTree(named, depth: depth + 1)
    }

    /// The routes under `path`, with or without a slash at its end; nil when there are none.
    package func find(_ path: String) -> Place? {
        var segments = path.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false
        ).map { Substring($0) }[...]
        guard segments.first?.isEmpty == true else { return nil }
        segments.removeFirst()
        if segments.last?.isEmpty == true { segments.removeLast() }
        return find(segments, [])
    }

    private func find(_ path: ArraySlice<Substring>, _ values: [String]) -> Place? {
        guard let segment = path.first else {
            return routes.isEmpty ? nil : Place(routes: routes, values: values)
        }
        return fixed[segment]?.find(path.dropFirst(), values)
            ?? named?.find(path.dropFirst(), values + [String(segment)])
    }
}
