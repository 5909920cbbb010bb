import API
import Dashboard
import Wire

/// Everything that is not a WebSocket: the page where it has a file, else the API.
struct FrontDoor: HTTPHandler {
    let page: Dashboard
    let api: Router

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        if let response = page.response(to: request) { return response }
        return await api.respond(to: request)
    }
}
