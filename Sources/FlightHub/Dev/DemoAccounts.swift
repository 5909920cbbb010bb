import Accounts

/// The people of a dev hub, one for each role; `serve` refuses a database that knows them.
enum DemoAccounts {
    static let password = "flighthub-demo"
    static let domain = "flighthub.test"
    /// The airline of the demo agent.
    static let airline = "LH"

    /// One of them.
    struct Person: Sendable {
        let name: String
        let givenName: String
        let role: Role
        var email: String { name + "@" + DemoAccounts.domain }
    }

    static let people = [
        Person(name: "admin", givenName: "Ada", role: .admin),
        Person(name: "owner", givenName: "Olu", role: .businessOwner),
        Person(name: "agent", givenName: "Aiko", role: .airlineAgent),
        Person(name: "travel", givenName: "Tomas", role: .travelAgent),
        Person(name: "customer", givenName: "Carla", role: .customer),
    ]
}
