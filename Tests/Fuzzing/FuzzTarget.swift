/// The decoders that are fuzzed, each with the properties that it must keep.
enum FuzzTarget: String, CaseIterable {
    case request, response, handshake
    case frames, messages, deflate
    case client, server, ingress
    case json, names

    /// Traps when `bytes` break a property.
    func check(_ bytes: [UInt8]) {
        var input = FuzzInput(bytes)
        switch self {
        case .request: RequestFuzzing.check(&input)
        case .response: ResponseFuzzing.check(&input)
        case .handshake: HandshakeFuzzing.check(&input)
        case .frames: FrameFuzzing.check(&input)
        case .messages: MessageFuzzing.check(&input)
        case .deflate: DeflateFuzzing.check(&input)
        case .client: ClientFuzzing.check(&input)
        case .server: ServerFuzzing.check(&input)
        case .ingress: IngressFuzzing.check(&input)
        case .json: JSONFuzzing.check(&input)
        case .names: NameFuzzing.check(&input)
        }
    }
}
