package import Accounts
package import Events

/// Answers the questions of right that only stored state can answer.
package protocol SubscriptionRights: Sendable {
    /// Those of `topics` that `principal` may follow now. A topic of nothing is never among them,
    /// so that a refusal does not say whether the thing exists.
    func followable(_ topics: [Topic], by principal: Principal) async throws(StoreFailure)
        -> Set<Topic>
}
