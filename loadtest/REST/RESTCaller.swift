import LiveClient
import Wire

/// Whatever answers REST requests: one connection, several, or a test.
protocol RESTCaller: AnyObject {
    /// The answer to `request`; one that fails may have been carried out all the same.
    func send(_ request: HTTPRequest) async throws(RESTError) -> HTTPResponse
    /// Ends the connections; what is on its way fails.
    func close()
}

extension RESTClient: RESTCaller {}
