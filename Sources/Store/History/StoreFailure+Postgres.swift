import Events

extension StoreFailure {
    /// What a failure of the database means to whoever asked.
    init(_ error: PostgresError) {
        self = error.isLasting ? .refused : .unavailable
    }

    /// The same of an error that a transaction threw.
    init(of error: any Error) {
        self = (error as? PostgresError).map { StoreFailure($0) } ?? .unavailable
    }
}
