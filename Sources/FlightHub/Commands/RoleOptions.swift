import Accounts
import ArgumentParser
import Booking
import Events

/// A role, with the agency or airline that it needs.
struct RoleOptions: ParsableArguments {
    @Option(help: "admin, business_owner, airline_agent, travel_agent or customer.")
    var role: Role

    @Option(help: "Id of the agency of a travel_agent.")
    var agency: UniqueID?

    @Option(help: "IATA code of the airline of an airline_agent.")
    var airline: String?

    func validate() throws {
        try Workplace(agency: agency, airline: airline).validate(for: role, named: "--role ")
    }
}

extension Role: ExpressibleByArgument {}

extension UniqueID: ExpressibleByArgument {
    /// Reads an id on the command line.
    public init?(argument: String) { self.init(argument) }
}
