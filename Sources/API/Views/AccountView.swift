import Accounts
import Events
import JSON

/// An account as its owner sees it.
struct AccountView {
    let account: Account

    func write(to json: inout JSONWriter) {
        json.member("id", account.id.description)
        json.member("email", account.email.description)
        json.member("givenName", account.profile.givenName)
        json.member("familyName", account.profile.familyName)
        json.member("phone", ifPresent: account.profile.phone)
        json.member("locale", ifPresent: account.profile.locale)
        json.member("role", account.role.rawValue)
        json.member("agencyId", ifPresent: account.agencyID?.description)
        json.member("airline", ifPresent: account.airline)
        json.member("createdAt", account.createdAt.description)
        json.member("version", account.version)
    }
}
