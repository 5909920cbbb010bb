import NIOCore

/// A client's place in the broadcast.
///
/// It stands first in its pipeline, so that what it writes passes no other handler.
final class Member: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Where the broadcast keeps it; nil outside.
    var index: Int?
    private let broadcast: Broadcast
    private var context: ChannelHandlerContext?

    /// A member from the time at which its channel knows it.
    init(of broadcast: Broadcast) { self.broadcast = broadcast }

    /// Called by NIO.
    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        broadcast.add(self)
    }

    /// Called by NIO when the channel has ended.
    func handlerRemoved(context: ChannelHandlerContext) {
        broadcast.remove(self)
        self.context = nil
    }

    /// Called by NIO: a client with too much unread is let go.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if !context.channel.isWritable { context.close(promise: nil) }
        context.fireChannelWritabilityChanged()
    }

    /// Writes frames and flushes them.
    func send(_ frames: ByteBuffer) {
        context?.writeAndFlush(wrapOutboundOut(frames), promise: nil)
    }
}
