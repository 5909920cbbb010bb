import Net

extension HiredisLink {
    /// Logs in, selects the database and asks for a sign of life; `done` gets what failed, or nil.
    ///
    /// PING is the last step because a server that is loading, or wants a password, or has too many
    /// clients, says so only to a command.
    func logIn(
        to endpoint: RedisEndpoint, deadline: MonotonicTime,
        _ done: @escaping (RedisFailure?) -> Void
    ) {
        var steps: [RedisCommand] = []
        if let password = endpoint.password {
            var login = RedisCommand("AUTH")
            if let user = endpoint.user { login.append(user) }
            login.append(password)
            steps.append(login)
        }
        if endpoint.database != 0 { steps.append(RedisCommand("SELECT", "\(endpoint.database)")) }
        steps.append(RedisCommand("PING"))
        var failure: RedisFailure?
        var left = steps.count
        for step in steps {
            send(step, deadline: deadline) { result in
                left -= 1
                switch result {
                case .failure(let reason): failure = failure ?? reason
                case .success(.error(let error)): failure = failure ?? .refused(error)
                case .success: break
                }
                if left == 0 { done(failure) }
            }
        }
    }
}
