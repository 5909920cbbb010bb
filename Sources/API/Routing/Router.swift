import Accounts
import Events
package import Wire

/// Answers the REST API: finds the route, says who asks, and turns every error into a problem.
package struct Router: HTTPHandler {
    /// The table, one line a route.
    package let routes: [Route]
    private let tree: RouteTree
    private let context: Context
    private let cors: CORS

    /// The services, which every call has in its hand: one reference, not a copy of all of them.
    final class Context: Sendable {
        let services: Services
        let requestIDs = RequestIDs()

        init(_ services: Services) { self.services = services }
    }

    /// The API over these services.
    package init(_ services: Services) {
        context = Context(services)
        routes = RouteTable.routes(services.configuration)
        tree = RouteTree(routes)
        cors = CORS(origins: services.configuration.corsOrigins)
    }

    private var services: Services { context.services }

    package func respond(to request: HTTPRequest) async -> HTTPResponse {
        let requestID = context.requestIDs.name(request)
        let started = services.uptime()
        let (pattern, answer) = await answer(request, requestID)
        var response = answer
        decorate(&response, for: request, requestID)
        services.requests.record(
            method: request.method, route: pattern, status: response.status,
            took: services.uptime() - started)
        return response
    }

    /// The pattern of the route that answered, and its answer.
    private func answer(
        _ request: HTTPRequest, _ requestID: String
    ) async -> (pattern: String, HTTPResponse) {
        // RFC 9110 section 9.3.7: what the server as a whole can do.
        if request.path == "*" { return ("*", options(request, Self.allowedMethods(routes))) }
        let place = tree.find(request.path)
        let pattern = place?.routes.first?.pattern.description ?? "none"
        do throws(APIError) {
            guard let place else { throw .noRoute }
            if request.method == .options {
                return (pattern, options(request, Self.allowedMethods(place.routes)))
            }
            let method: HTTPMethod = request.method == .head ? .get : request.method
            guard let route = place.routes.first(where: { $0.method == method }) else {
                throw .methodNotAllowed(Self.allowedMethods(place.routes))
            }
            if route.asksDatabase, services.readiness.isDatabaseReplaced {
                throw .storeFailed(.unavailable)
            }
            let call = Call(
                request: request, route: route, values: place.values,
                principal: try await principal(of: request, for: route.caller),
                requestID: requestID, now: services.clock(), context: context)
            var response = try await route.handler(call)
            stamp(&response, of: request.method)
            return (pattern, response)
        } catch {
            return (pattern, Problem(error).response(to: request.path, requestID: requestID))
        }
    }

    private static func allowedMethods(_ routes: [Route]) -> [String] {
        let methods = Set(routes.map(\.method))
        return HTTPMethod.allCases.filter { method in
            methods.contains(method) || method == .options
                || (method == .head && methods.contains(.get))
        }.map(\.rawValue)
    }

    private func options(_ request: HTTPRequest, _ allowed: [String]) -> HTTPResponse {
        var fields = cors.preflight(request, allowed: allowed)
        fields["Allow"] = allowed.joined(separator: ", ")
        return HTTPResponse(status: 204, fields: fields)
    }

    /// Who asks, where that matters.
    private func principal(
        of request: HTTPRequest, for caller: Caller
    ) async throws(APIError) -> Principal? {
        if case .anyone = caller { return nil }
        guard let token = Self.bearerToken(request) else { throw .account(.unauthenticated) }
        let principal: Principal
        do throws(AccountError) {
            principal = try await services.authentication.principal(
                accessToken: token, at: services.clock())
        } catch {
            throw .account(error)
        }
        guard caller.admits(principal.role) else { throw .forbidden }
        return principal
    }

    /// RFC 6750 2.1; the scheme's case does not matter (RFC 9110 11.1).
    private static func bearerToken(_ request: HTTPRequest) -> String? {
        guard let value = request.fields["Authorization"] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1].drop { $0 == " " })
    }

    /// Says when a change was committed: the clock as soon as the use case has returned, unless
    /// the use case has said it.
    private func stamp(_ response: inout HTTPResponse, of method: HTTPMethod) {
        switch method {
        case .get, .head, .options: return
        case .post, .put, .patch, .delete:
            guard response.fields["Idempotency-Replayed"] == nil,
                response.fields[CommitTime.field] == nil
            else { return }
            response.fields[CommitTime.field] = services.clock().exactDescription
        }
    }

    private func decorate(
        _ response: inout HTTPResponse, for request: HTTPRequest, _ requestID: String
    ) {
        if response.fields["Cache-Control"] == nil {
            response.fields.append("Cache-Control", "no-store")
        }
        response.fields.append("X-Request-Id", requestID)
        response.fields.append("X-Content-Type-Options", "nosniff")
        response.fields.append(
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        response.fields.append("Referrer-Policy", "no-referrer")
        cors.decorate(&response.fields, for: request)
    }
}
