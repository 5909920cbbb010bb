import Accounts

extension AccountError {
    /// What a failure of the database means to whoever asked.
    init(_ error: PostgresError) {
        if error.constraint == "account_email" {
            self = .emailTaken
        } else {
            self = error.isLasting ? .internalError : .unavailable
        }
    }
}

extension Database {
    /// Runs a statement of an account's adapter.
    func accountQuery(
        _ sql: String, _ parameters: [PostgresValue]
    ) async throws(AccountError) -> PostgresRows {
        do throws(PostgresError) {
            return try await query(sql, parameters)
        } catch {
            throw AccountError(error)
        }
    }

    /// Runs a transaction of an account's adapter.
    func accountTransaction<Value: Sendable>(
        _ body: @Sendable (PostgresTransaction) async throws(PostgresError) -> Value
    ) async throws(AccountError) -> Value {
        do {
            return try await transaction { transaction in try await body(transaction) }
        } catch let error as PostgresError {
            throw AccountError(error)
        } catch {
            throw .unavailable
        }
    }
}

/// Reads rows; one that is not as expected means that the schema is not ours.
func readingAccounts<Value>(
    _ body: () throws(PostgresError) -> Value
) throws(AccountError) -> Value {
    do throws(PostgresError) {
        return try body()
    } catch {
        throw AccountError(error)
    }
}
