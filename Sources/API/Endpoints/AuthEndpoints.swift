import Accounts
import Events
import JSON
import Wire

/// `/auth`: getting in and out.
enum AuthEndpoints {
    static func register(_ call: Call) async throws(APIError) -> HTTPResponse {
        let (registration, wantsCookie) = try call.body(readRegistration)
        if wantsCookie { try checkOrigin(call) }
        let login = try await call.accounts { accounts throws(AccountError) in
            try await accounts.register(registration, at: call.now)
        }
        return answer(login, 201, asCookie: wantsCookie, to: call)
    }

    static func login(_ call: Call) async throws(APIError) -> HTTPResponse {
        let form = try call.body(readLogin)
        if form.cookie { try checkOrigin(call) }
        let login = try await call.accounts { accounts throws(AccountError) in
            // What is no address of ours is nobody's, and is answered like it.
            guard let email = EmailAddress(form.email) else { throw .invalidCredentials }
            return try await accounts.login(
                email: email, password: form.password, from: call.request.peer, at: call.now)
        }
        return answer(login, 200, asCookie: form.cookie, to: call)
    }

    static func refresh(_ call: Call) async throws(APIError) -> HTTPResponse {
        let sent = try call.optionalBody { body in
            Optional(body.text("refreshToken", required: false))
        }
        guard let token = sent ?? RefreshCookie.token(in: call.request) else {
            throw .invalid([
                FieldError(
                    place: .body(pointer: "/refreshToken"), code: .missing,
                    detail: "refreshToken is required, here or as a cookie")
            ])
        }
        let isCookie = sent == nil
        if isCookie { try checkOrigin(call) }
        let login = try await call.accounts { accounts throws(AccountError) in
            try await accounts.refresh(token, at: call.now)
        }
        return answer(login, 200, asCookie: isCookie, to: call)
    }

    static func logout(_ call: Call) async throws(APIError) -> HTTPResponse {
        let principal = try call.signedIn()
        let everywhere = try call.optionalBody { body in
            Optional(body.boolean("allDevices", absent: false))
        }
        try await call.accounts { accounts throws(AccountError) in
            try await accounts.logout(principal, allDevices: everywhere, at: call.now)
        }
        return HTTPResponse(
            status: 204, fields: ["Set-Cookie": RefreshCookie.clear(secure: isSecure(call))])
    }

    static func issueTicket(_ call: Call) async throws(APIError) -> HTTPResponse {
        let principal = try call.signedIn()
        let (ticket, expiresAt) = try await call.accounts { accounts throws(AccountError) in
            try await accounts.issueTicket(for: principal, at: call.now)
        }
        return .json(201) { json in
            json.member("ticket", ticket.text)
            json.member("expiresIn", (expiresAt - call.now).components.seconds)
        }
    }

    private static func readRegistration(
        _ body: inout ObjectDecoder
    ) -> (Registration, cookie: Bool)? {
        let email = body.value("email", "an e-mail address") { EmailAddress($0) }
        let password = readPassword(&body)
        let givenName = body.string("givenName", length: 1...100)
        let familyName = body.string("familyName", length: 1...100)
        let phone = body.value(
            "phone", "a phone number as in E.164: +442071234567", required: false
        ) {
            isPhone($0) ? $0 : nil
        }
        let locale = body.string("locale", length: 2...35, required: false)
        let cookie = body.boolean("cookie", absent: false)
        guard let email, let password, let givenName, let familyName else { return nil }
        let profile = Profile(
            givenName: givenName, familyName: familyName, phone: phone, locale: locale)
        return (Registration(email: email, password: password, profile: profile), cookie)
    }

    private static func readPassword(_ body: inout ObjectDecoder) -> Password? {
        guard let text = body.text("password") else { return nil }
        do throws(PasswordError) {
            return try Password(text)
        } catch {
            body.fail("password", .outOfRange, error.message)
            return nil
        }
    }

    private static func readLogin(
        _ body: inout ObjectDecoder
    ) -> (email: String, password: String, cookie: Bool)? {
        let email = body.text("email")
        let password = body.text("password")
        let cookie = body.boolean("cookie", absent: false)
        guard let email, let password else { return nil }
        return (email, password, cookie)
    }

    private static func isPhone(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst()
        return text.hasPrefix("+") && (7...15).contains(digits.count)
            && digits.first != UInt8(ascii: "0")
            && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// Whether the cookie is for TLS only: always but in development, and there by TLS too.
    private static func isSecure(_ call: Call) -> Bool {
        call.services.configuration.secureCookies || call.request.isSecure
    }

    private static func checkOrigin(_ call: Call) throws(APIError) {
        let cors = CORS(origins: call.services.configuration.corsOrigins)
        try RefreshCookie.checkOrigin(of: call.request, cors)
    }

    /// The pair of tokens; the refresh token goes where the client wants it.
    private static func answer(
        _ login: Login, _ status: Int, asCookie: Bool, to call: Call
    ) -> HTTPResponse {
        var response = HTTPResponse.json(status) { json in
            json.member("accessToken", login.accessToken)
            json.member("tokenType", "Bearer")
            json.member("expiresIn", (login.accessExpiresAt - call.now).components.seconds)
            if !asCookie { json.member("refreshToken", login.refreshToken.text) }
            json.member("user", object: AccountView(account: login.account).write)
        }
        if asCookie {
            response.fields["Set-Cookie"] = RefreshCookie.issue(
                login, at: call.now, secure: isSecure(call))
        }
        return response
    }
}
