import Accounts

/// The people of a dev hub, one for each role; `serve` refuses a database that knows them.
enum DemoAccounts {
    static let password = "flighthub-demo"
    static let domain = "flighthub.test"

    /// One of them.
    struct Person: Sendable {
        let name: String
        let role: Role
        var email: String { name + "@" + DemoAccounts.domain }
    }

    static let people = [
        Person(name: "admin", role: .admin),
        Person(name: "owner", role: .businessOwner),
        Person(name: "agent", role: .airlineAgent),
        Person(name: "travel", role: .travelAgent),
        Person(name: "customer", role: .customer),
    ]
}
