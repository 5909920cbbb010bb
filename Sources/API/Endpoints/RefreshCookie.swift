import Accounts
import Events
import Wire

/// The refresh token in a browser: out of reach of scripts, and sent nowhere but to `/auth`.
///
/// It is the only cookie there is. `SameSite=Strict` keeps it from requests that other sites
/// start; the check of `Origin` also from pages of other ports and subdomains of this site.
enum RefreshCookie {
    static let name = "flighthub_refresh"

    /// The field that gives the browser the token of `login`.
    static func issue(_ login: Login, at now: Timestamp, secure: Bool) -> String {
        let (seconds, _) = (login.refreshExpiresAt - now).components
        return field(value: login.refreshToken.text, maxAge: seconds, secure: secure)
    }

    /// The field that takes the token away.
    static func clear(secure: Bool) -> String {
        field(value: "", maxAge: 0, secure: secure)
    }

    /// The token that a browser sent.
    static func token(in request: HTTPRequest) -> String? {
        for line in request.fields.values(of: "Cookie") {
            for pair in line.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0] == name { return String(parts[1]) }
            }
        }
        return nil
    }

    /// Throws unless the request comes from a page of this host or of a listed origin.
    static func checkOrigin(of request: HTTPRequest, _ cors: CORS) throws(APIError) {
        guard let origin = request.fields["Origin"] else { throw .foreignOrigin }
        if cors.admits(origin) { return }
        // A proxy that is not trusted may have taken the TLS away: then either will do.
        guard let host = request.fields["Host"],
            origin == "https://\(host)" || !request.isSecure && origin == "http://\(host)"
        else { throw .foreignOrigin }
    }

    private static func field(value: String, maxAge: Int64, secure: Bool) -> String {
        "\(name)=\(value); Path=/api/v1/auth; Max-Age=\(maxAge); HttpOnly; SameSite=Strict"
            + (secure ? "; Secure" : "")
    }
}
