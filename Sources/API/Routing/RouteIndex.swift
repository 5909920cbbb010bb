/// Finds the routes of a path.
package struct RouteIndex: Sendable {
    /// A route and what its parameters are in the path.
    package typealias Match = (route: Route, parameters: [String: String])

    /// The table, one line a route.
    package let routes: [Route]

    /// An index of these routes.
    package init(routes: [Route]) {
        self.routes = routes
    }

    /// Every route under a path, one for each method; of those that match, the most exact.
    package func matches(_ path: String) -> [Match] {
        let segments = path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
        let found = routes.compactMap { route in
            route.pattern.match(segments).map { (route, $0) }
        }
        guard let best = found.map(\.0.pattern.weight).max() else { return [] }
        return found.filter { $0.0.pattern.weight == best }
    }
}
