import LiveClient
import Wire

/// How messages get to a plain broadcast server. *(loop)*
enum BroadcastPublisher {
    /// As a text of one of its clients, which gets it back.
    case webSocket(BroadcastClient)
    /// As the body of a POST.
    case post(RESTClient, path: String)

    /// Publishes a text; `done` hears once that it was taken (nil), or why not.
    ///
    /// A WebSocket has no answers: there it is taken when it is sent.
    func publish(_ text: [UInt8], _ done: @escaping (_ reason: String?) -> Void) {
        switch self {
        case .webSocket(let client):
            done(client.send(text) ? nil : "the publisher has no connection")
        case .post(let client, let path):
            client.send(HTTPRequest(method: .post, path: path, body: text)) { result in
                done(Self.reason(result))
            }
        }
    }

    private static func reason(_ result: Result<HTTPResponse, RESTError>) -> String? {
        switch result {
        case .success(let response) where (200...299).contains(response.status): nil
        case .success(let response): "the publisher was answered with \(response.status)"
        case .failure(let error): "the publisher's request failed: \(error)"
        }
    }
}
