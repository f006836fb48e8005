using System.Buffers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Protocols;

/// <summary>A wire protocol for chats: its JSON in, its JSON out. Pure: no I/O, no clock.</summary>
public interface IChatProtocol
{
    /// <summary>Its name, to match with what an upstream speaks.</summary>
    WireProtocol Wire { get; }

    /// <summary>Reads a request body.</summary>
    /// <exception cref="GatewayException">It is not a request of this protocol; the message names the field, or line and position.</exception>
    ParsedChat Parse(ReadOnlyMemory<byte> body);

    /// <summary>A request body with a text before its last question, all else byte for byte as it was.</summary>
    /// <returns>Null: this protocol has no place for it; the request has to be translated.</returns>
    ReadOnlyMemory<byte>? Enrich(ReadOnlyMemory<byte> body, string text) => null;

    /// <summary>A writer for one answer.</summary>
    IAnswerWriter CreateWriter(ParsedChat parsed, AnswerHead head);

    /// <summary>Writes the body of an error that comes before the answer's first byte.</summary>
    void WriteError(GatewayError error, string requestId, IBufferWriter<byte> output);
}

/// <summary>What an answer says about itself before its first word.</summary>
/// <param name="RequestId">Of the gateway.</param>
/// <param name="Model">The name that the caller asked for.</param>
/// <param name="Created">When the answer began.</param>
/// <param name="FromCache">It comes from the answer cache.</param>
/// <param name="Cost">US dollars of some usage, by the model's price; null where no price is known.</param>
public sealed record AnswerHead(string RequestId, string Model, DateTimeOffset Created, bool FromCache, Func<TokenUsage, decimal?> Cost)
{
    /// <summary>The time when it is called; where nobody says, the answer's beginning.</summary>
    public Func<DateTimeOffset> Now { get; init; } = () => Created;

    /// <summary>That the model answers with where the request names none; null: the model server's own.</summary>
    public double? Temperature { get; init; }
}

/// <summary>Renders one answer. Streamed: each event as it comes; otherwise all of it at the end.</summary>
public interface IAnswerWriter
{
    /// <summary>For the header <c>content-type</c>.</summary>
    string ContentType { get; }

    /// <summary>What a stream says in a silence, to show that it is alive.</summary>
    ReadOnlyMemory<byte> KeepAlive => ServerSentEvents.KeepAlive;

    /// <summary>Renders an event, or keeps it until <see cref="End"/>.</summary>
    void Write(ChatEvent part, IBufferWriter<byte> output);

    /// <summary>Renders what closes an answer that came whole.</summary>
    void End(IBufferWriter<byte> output);

    /// <summary>Renders an error in mid-stream, and the end.</summary>
    void Fail(GatewayError error, IBufferWriter<byte> output);
}
