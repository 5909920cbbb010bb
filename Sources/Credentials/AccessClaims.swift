import Accounts
import Events
import JWTKit

/// What an access token says, under the names that it has on the wire.
struct AccessClaims: JWTPayload {
    /// Who signed, and for whom: the hub itself, in both cases.
    static let hub = "flighthub"

    let iss: String
    let aud: AudienceClaim
    let sub: String
    let jti: String
    let sid: String
    let role: String
    let agency: String?
    let airline: String?
    /// The account's version when the token was signed.
    let ver: Int64
    let iat: Int64
    let exp: Int64

    init(_ principal: Principal, version: Int64, issuedAt: Timestamp) {
        iss = Self.hub
        aud = AudienceClaim(value: [Self.hub])
        sub = principal.userID.description
        jti = UniqueID.random().description
        sid = principal.sessionID.description
        role = principal.role.rawValue
        agency = principal.agencyID?.description
        airline = principal.airline
        ver = version
        iat = issuedAt.seconds
        exp = principal.expiresAt.seconds
    }

    /// Who is meant; nil when a claim is not one of ours.
    var principal: Principal? {
        guard iss == Self.hub, aud.value.contains(Self.hub), let user = UniqueID(sub),
            let session = UniqueID(sid), let role = Role(rawValue: role),
            agency.map({ UniqueID($0) != nil }) ?? true,
            // Keeps the arithmetic with it from overflowing.
            (0...253_402_300_799).contains(exp)
        else { return nil }
        return Principal(
            userID: user, role: role, agencyID: agency.flatMap { UniqueID($0) }, airline: airline,
            sessionID: session, expiresAt: Timestamp(seconds: exp))
    }

    /// The time is compared by the caller, who is given it.
    func verify(using algorithm: some JWTAlgorithm) {}
}
