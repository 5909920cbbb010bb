import JSON
import Wire

/// Health, metrics and the contracts.
enum SystemEndpoints {
    /// What a health request is for.
    private enum Purpose: String, CaseIterable {
        case ready, live
    }

    static func health(_ call: Call) async throws(APIError) -> HTTPResponse {
        let purpose = try call.query { $0.choice("for", of: Purpose.self) } ?? .ready
        switch purpose {
        case .live: return .json(200) { $0.member("status", "live") }
        case .ready: return answer(await call.services.readiness.readiness())
        }
    }

    static func metrics(_ call: Call) async throws(APIError) -> HTTPResponse {
        var families = call.services.requests.families()
        for source in call.services.metrics { families += await source.families() }
        return HTTPResponse(
            status: 200, fields: ["Content-Type": PrometheusText.contentType],
            body: PrometheusText.render(families))
    }

    static func openAPI(_ call: Call) async throws(APIError) -> HTTPResponse {
        call.cacheable(call.services.documents.openAPI, maxAge: 300)
    }

    static func asyncAPI(_ call: Call) async throws(APIError) -> HTTPResponse {
        call.cacheable(call.services.documents.asyncAPI, maxAge: 300)
    }

    private static func answer(_ readiness: Readiness) -> HTTPResponse {
        let isReady = readiness.reasons.isEmpty
        return .json(isReady ? 200 : 503) { json in
            json.member("status", isReady ? "ready" : "not_ready")
            json.member("node", readiness.node)
            json.member("version", readiness.version)
            json.member(
                "reasons",
                array: { json in
                    for reason in readiness.reasons {
                        json.object { json in
                            json.member("code", reason.code)
                            json.member("message", reason.message)
                        }
                    }
                })
        }
    }
}
