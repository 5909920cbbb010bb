import LiveClient
import Wire

/// What a hub counts, as `GET /metrics` tells an administrator. *(loop)*
struct HubMetrics {
    let client: any RESTCaller
    let token: String?

    /// The sum of a metric over its labels.
    func value(of name: String) async throws(APIFailure) -> Double {
        var request = HTTPRequest(method: .get, path: "/metrics", query: "", body: [])
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
        guard let value = Self.sum(of: name, in: String(decoding: response.body, as: UTF8.self))
        else { throw .unexpected("GET /metrics") }
        return value
    }

    /// The sum of a metric's samples in a text of Prometheus's format; nil when it has none.
    static func sum(of name: String, in text: String) -> Double? {
        var sum: Double?
        for line in text.split(separator: "\n") where line.hasPrefix(name) {
            let rest = line.dropFirst(name.count)
            guard rest.first == " " || rest.first == "{",
                let value = rest.split(separator: " ").last.flatMap({ Double($0) })
            else { continue }
            sum = (sum ?? 0) + value
        }
        return sum
    }
}
