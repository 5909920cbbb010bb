import Accounts
import Booking
import Events
import JSON
import Wire

/// One request on its way to its endpoint, with what has been found out about it.
struct Call: Sendable {
    let request: HTTPRequest
    let route: Route
    /// The named segments of the path, in order.
    let values: [String]
    /// Who asks; nil on routes that anyone may call.
    let principal: Principal?
    let requestID: String
    /// When it came.
    let now: Timestamp
    let context: Router.Context

    var services: Services { context.services }

    /// The named segment of the path.
    subscript(parameter name: String) -> String {
        route.pattern.place(of: name).map { values[$0] } ?? ""
    }

    /// Who asks, on a route that only they may call.
    func signedIn() throws(APIError) -> Principal {
        guard let principal else { throw .account(.unauthenticated) }
        return principal
    }

    /// Runs an account's use case.
    func accounts<T>(
        _ body: (Authentication) async throws(AccountError) -> T
    ) async throws(APIError) -> T {
        do throws(AccountError) {
            return try await body(services.authentication)
        } catch {
            throw .account(error)
        }
    }

    /// Runs a use case, or a read, of flights and bookings.
    func office<T>(
        _ body: (BookingOffice) async throws(BookingError) -> T
    ) async throws(APIError) -> T {
        do throws(BookingError) {
            return try await body(services.office)
        } catch {
            throw .booking(error)
        }
    }

    /// Asks the history of events a question.
    func history<T>(
        _ body: (any EventHistory) async throws(StoreFailure) -> T
    ) async throws(APIError) -> T {
        do throws(StoreFailure) {
            return try await body(services.history)
        } catch {
            throw .storeFailed(error)
        }
    }

    /// Reads the body as one JSON object; throws everything that is wrong with it at once.
    func body<T>(_ read: (inout ObjectDecoder) -> T?) throws(APIError) -> T {
        guard !request.body.isEmpty else { throw .malformed("A JSON body is needed.") }
        let type = request.fields["Content-Type"].map(Self.mediaType) ?? ""
        guard type == "application/json" || type == "application/merge-patch+json" else {
            throw .unsupportedMediaType
        }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(request.body)
        } catch {
            throw .malformed("The body is no JSON text: \(error).")
        }
        return try Self.decoded(value, read)
    }

    /// Reads the body as `body` does, or as an empty object when there is none.
    func optionalBody<T>(_ read: (inout ObjectDecoder) -> T?) throws(APIError) -> T {
        guard request.body.isEmpty else { return try body(read) }
        return try Self.decoded(.object(JSONObject()), read)
    }

    /// Reads the query; throws everything that is wrong with it at once.
    func query<T>(_ read: (inout QueryDecoder) -> T) throws(APIError) -> T {
        var decoder = QueryDecoder(request.query)
        let result = read(&decoder)
        decoder.refuseUnknown()
        guard decoder.errors.isEmpty else { throw .invalid(decoder.errors) }
        return result
    }

    private static func decoded<T>(
        _ value: JSONValue, _ read: (inout ObjectDecoder) -> T?
    ) throws(APIError) -> T {
        var decoder = ObjectDecoder(JSONObject())
        let result = decoder.nested(value, at: "", read)
        guard decoder.errors.isEmpty, let result else { throw .invalid(decoder.errors) }
        return result
    }

    /// The media type without its parameters, in lowercase.
    private static func mediaType(_ value: String) -> String {
        value.prefix { $0 != ";" && $0 != " " }.lowercased()
    }
}
