import Gateway
import Glibc
import Net
import Testing
import Wire

/// A process without a descriptor left for those who come.
@Suite struct DescriptorExhaustionTests {
    @Test func `accepting stops, says so once, and goes on when there is room again`() async {
        await #expect(processExitsWith: .success) {
            try await Neighbourhood.run { street in
                let server = street.server
                let old = limitDescriptors(to: firstFree() + 1)
                // The last descriptor is the client's own.
                let waiting = try await server.client(sending: "GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(await server.notice() == .acceptingStopped(.tooManyOpenFiles))
                await street.wait(for: 3, \.acceptPauses)
                try await street.expectService()
                _ = limitDescriptors(to: old)
                #expect(try await waiting.response()?.status == 200)
                // The next line is the recovery's, though there were three pauses at least.
                #expect(await server.notice() == .acceptingGoesOn)
                await waiting.close()
            }
            exit(0)
        }
    }
}

/// The number that the next descriptor will have.
private func firstFree() -> rlim_t {
    let number = open("/dev/null", O_RDONLY)
    close(number)
    return rlim_t(number)
}

/// Lets the process have descriptors below `limit`; returns what held before.
private func limitDescriptors(to limit: rlim_t) -> rlim_t {
    var value = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &value)
    let before = value.rlim_cur
    value.rlim_cur = limit
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &value)
    return before
}
