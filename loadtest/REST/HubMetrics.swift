import LiveClient
import Wire

/// What a hub counts, as `GET /metrics` tells an administrator. *(loop)*
struct HubMetrics {
    let client: any RESTCaller
    let token: String?

    /// The sum of a metric over its labels.
    func value(of name: String) async throws(APIFailure) -> Double {
        guard let value = try await page().total(of: name) else {
            throw .unexpected("GET /metrics")
        }
        return value
    }

    /// All of it, as it is now.
    func page() async throws(APIFailure) -> MetricsPage {
        var request = HTTPRequest(method: .get, path: "/metrics")
        if let token { request.fields.append("Authorization", "Bearer \(token)") }
        let response: HTTPResponse
        do throws(RESTError) {
            response = try await client.send(request)
        } catch {
            throw .transport("GET /metrics", error)
        }
        guard response.status == 200 else {
            throw .status("GET /metrics", response.status, code: "-")
        }
        return MetricsPage(String(decoding: response.body, as: UTF8.self))
    }
}
