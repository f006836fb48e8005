using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams.Embeddings;

namespace LlmGateway.Core.Protocols.Embeddings;

/// <summary>A request for embeddings, read.</summary>
internal sealed record ParsedEmbeddings
{
    public required string Model { get; init; }

    /// <summary>None of them empty. Tokens are not among them: they pass through, or are refused.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    public int? Dimensions { get; init; }

    /// <summary>Vectors go out as base64 of their bytes, else as lists of numbers.</summary>
    public bool Base64 { get; init; }

    public EmbeddingPurpose Purpose { get; init; }
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Set: only a server of the caller's own protocol can take this request.</summary>
    public GatewayError? Untranslatable { get; init; }

    /// <summary>The same as a request whose prompt is the texts: what the later steps count and pay for.</summary>
    public ParsedChat ToChat() => new(new ChatRequest { Model = Model, Messages = [.. (Texts ?? []).Select(text => new ChatMessage(ChatRole.User, [new TextPart(text)]))] });
}
