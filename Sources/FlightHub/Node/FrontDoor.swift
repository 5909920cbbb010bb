import API
import Dashboard
import Wire

/// Everything that is not a WebSocket: the page where it has a file, else the API.
struct FrontDoor: HTTPHandler {
    let page: Dashboard
    let api: Router
    /// What a scraper without an account may read.
    let operations: OperationsDoor
    /// The token that such a scraper shows (`ADMIN_TOKEN`).
    let scraperToken: Confidential?

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        if let response = page.response(to: request) { return response }
        if isScraper(request) { return await operations.respond(to: request) }
        return await api.respond(to: request)
    }

    private func isScraper(_ request: HTTPRequest) -> Bool {
        guard let scraperToken, request.path == "/metrics",
            let shown = request.fields["Authorization"]
        else { return false }
        return Self.isEqual("Bearer " + scraperToken.value, shown)
    }

    /// Takes the same time wherever the texts differ.
    private static func isEqual(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return zip(left.utf8, right.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// What is served on the port for operators: health and metrics, to anyone who reaches it.
struct OperationsDoor: HTTPHandler {
    private let api: Router

    init(_ services: Services) {
        var services = services
        services.configuration.openMetrics = true
        api = Router(services)
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        guard ["/metrics", "/health"].contains(request.path) else {
            return HTTPResponse(status: 404)
        }
        return await api.respond(to: request)
    }
}
