package import Events

/// A travel agency with an account that its bookings are paid from.
package struct Agency: Hashable, Sendable {
    /// Its name in the system.
    package let id: UniqueID
    /// What it is called.
    package let name: String
    /// What it can spend; never negative.
    package var balance: Money
    /// The row's version.
    package var version: Int64

    /// An agency with these values.
    package init(id: UniqueID, name: String, balance: Money, version: Int64) {
        self.id = id
        self.name = name
        self.balance = balance
        self.version = version
    }
}

/// One change of an agency's balance; the ledger is append-only, and its sum is the balance.
package struct LedgerEntry: Hashable, Sendable {
    /// Why the balance changed.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case deposit, payment, refund
    }

    /// Its name.
    package let id: UniqueID
    /// Whose account.
    package let agencyID: UniqueID
    /// Why.
    package let kind: Kind
    /// Added to the balance; negative for a payment.
    package let amount: Money
    /// The balance after it.
    package let balanceAfter: Money
    /// The payment that it belongs to, if it is not a deposit.
    package let paymentID: UniqueID?
    /// The account that did it.
    package let createdBy: UniqueID
    /// When.
    package let at: Timestamp

    /// An entry with these values.
    package init(
        id: UniqueID, agencyID: UniqueID, kind: Kind, amount: Money, balanceAfter: Money,
        paymentID: UniqueID?, createdBy: UniqueID, at: Timestamp
    ) {
        self.id = id
        self.agencyID = agencyID
        self.kind = kind
        self.amount = amount
        self.balanceAfter = balanceAfter
        self.paymentID = paymentID
        self.createdBy = createdBy
        self.at = at
    }
}
