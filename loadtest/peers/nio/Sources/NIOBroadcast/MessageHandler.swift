import NIOCore
import NIOWebSocket

/// Takes a client's messages, and answers what WebSocket wants answered.
final class MessageHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let broadcast: Broadcast

    /// A handler behind the frame decoder and the aggregator.
    init(of broadcast: Broadcast) { self.broadcast = broadcast }

    /// Called by NIO with a whole message.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text: broadcast.publish(frame.unmaskedData)
        case .ping: answer(.pong, frame, context)
        case .connectionClose:
            answer(.connectionClose, frame, context)
            context.close(promise: nil)
        default: break
        }
    }

    /// Called by NIO: the connection is of no more use.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(
        _ opcode: WebSocketOpcode, _ frame: WebSocketFrame, _ context: ChannelHandlerContext
    ) {
        let answer = WebSocketFrame(fin: true, opcode: opcode, data: frame.unmaskedData)
        context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
    }
}
