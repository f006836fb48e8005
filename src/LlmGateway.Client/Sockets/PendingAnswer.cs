using System.Threading.Channels;

namespace LlmGateway.Client.Sockets;

/// <summary>An answer that is on its way.</summary>
/// <param name="question">The message that asks for it: sent again where the gateway never got it.</param>
internal sealed class PendingAnswer(byte[] question)
{
    private readonly Channel<GatewayFrame> _frames = Channel.CreateUnbounded<GatewayFrame>(new UnboundedChannelOptions { SingleReader = true });

    public ReadOnlyMemory<byte> Question => question;

    /// <summary>The rest was asked for over a new line, and nothing of it came yet.</summary>
    public bool IsResuming { get; set; }

    /// <summary>The last frame that came; -1: none.</summary>
    public int LastSequence { get; private set; } = -1;

    public ChannelReader<GatewayFrame> Frames => _frames.Reader;

    /// <summary>Takes a frame, unless it came before.</summary>
    /// <returns>True: it was the last one.</returns>
    public bool Take(GatewayFrame frame)
    {
        // After a resume some come again.
        if (frame.Sequence <= LastSequence && !frame.IsLast) return false;
        LastSequence = frame.Sequence;
        _frames.Writer.TryWrite(frame);
        if (frame.IsLast) _frames.Writer.TryComplete();
        return frame.IsLast;
    }

    public void Fail(Exception error) => _frames.Writer.TryComplete(error);
}
