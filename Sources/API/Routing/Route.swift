import Accounts
package import Wire

/// One line of the table: what is asked for, by whom, and who answers.
package struct Route: Sendable {
    /// The method; GET answers HEAD as well.
    package let method: HTTPMethod
    /// The path, with `{name}` for a segment that may be anything.
    package let pattern: PathPattern
    let caller: Caller
    /// Whether the answer comes out of the database, or goes into it.
    let asksDatabase: Bool
    let handler: Handler

    /// Answers a call, or throws why not.
    typealias Handler = @Sendable (Call) async throws(APIError) -> HTTPResponse

    init(
        _ method: HTTPMethod, _ pattern: String, _ caller: Caller, asksDatabase: Bool = true,
        _ handler: @escaping Handler
    ) {
        self.method = method
        self.pattern = PathPattern(pattern)
        self.caller = caller
        self.asksDatabase = asksDatabase
        self.handler = handler
    }
}

/// Who may call a route; finer rules, such as whose booking it is, are the use case's.
enum Caller: Sendable {
    /// Everybody; credentials are not looked at.
    case anyone
    /// Everybody who has logged in.
    case signedIn
    /// Accounts with one of these roles.
    case roles([Role])

    /// Whether a role may call.
    func admits(_ role: Role) -> Bool {
        switch self {
        case .anyone, .signedIn: true
        case .roles(let roles): roles.contains(role)
        }
    }
}

/// A path whose segments are fixed or named.
package struct PathPattern: Sendable, CustomStringConvertible {
    /// The pattern as it was written: `/flights/{id}`.
    package let description: String
    let segments: [Segment]

    enum Segment: Sendable {
        case literal(Substring)
        case parameter(String)
    }

    init(_ text: String) {
        description = text
        segments = text.split(separator: "/").map { part in
            part.hasPrefix("{") ? .parameter(String(part.dropFirst().dropLast())) : .literal(part)
        }
    }

    /// The place of a named segment among the named ones.
    func place(of name: String) -> Int? {
        var place = 0
        for case .parameter(let other) in segments {
            if other == name { return place }
            place += 1
        }
        return nil
    }
}
