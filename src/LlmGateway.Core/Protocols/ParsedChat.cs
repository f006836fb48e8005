using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>A request body, read: the conversation, and what concerns the gateway rather than the model.</summary>
public sealed record ParsedChat(ChatRequest Request)
{
    /// <summary>A stream ends with a chunk of usage (OpenAI's <c>stream_options.include_usage</c>).</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>The client knows tools as <c>functions</c>: its answer calls one as <c>function_call</c>.</summary>
    public bool OldFunctions { get; init; }

    /// <summary>Ask the model even if the cache knows the answer, and keep the new one.</summary>
    public bool InvalidateCache { get; init; }

    /// <summary>Set: only a server of the caller's own protocol can take this request. Toward any other it is refused so.</summary>
    public GatewayError? Untranslatable { get; init; }

    /// <summary>An image or a document of a Messages request is not what its label says, or not in plain base64.</summary>
    public bool HoldsOddSources { get; init; }

    /// <summary>Fields that <see cref="Request"/> does not carry, as sent: they may change an answer, so its key in the cache holds them.</summary>
    public string OtherFields { get; init; } = "";

    /// <summary>Scope of knowledge, and of cached answers within the caller's own.</summary>
    public string? NodeId { get; init; }

    /// <summary>How passages of knowledge are introduced to the model; null: in the gateway's words.</summary>
    public string? RagPrompt { get; init; }

    /// <summary>The conversation as the client names it; echoed in every frame. Null: a new one.</summary>
    public string? ChatId { get; init; }

    /// <summary>Chosen by the client, echoed in every frame; null: the gateway's.</summary>
    public string? RequestId { get; init; }

    /// <summary>The turn of the chat that this one takes the place of, with all that came after it: by its request's id.</summary>
    public string? Replaces { get; init; }

    /// <summary>Members of the request that the answer repeats, by name, as sent.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Echo { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>The answer is to be kept, so that its client can go on from it; null: the client did not say.</summary>
    public bool? Store { get; init; }

    /// <summary>The kept answer that this request goes on from; null: it stands for itself.</summary>
    public string? PreviousId { get; init; }

    /// <summary>Nothing is asked yet (<c>generate: false</c>): what is sent is remembered for the message that goes on from it.</summary>
    public bool IsWarmUp { get; init; }

    /// <summary>The items of the whole conversation, as a JSON list, where this request's response is not kept beside what it goes on from; null: it is.</summary>
    public string? WholeInput { get; init; }

    /// <summary>The conversation holds what this gateway sealed, and what no other server can read.</summary>
    public bool HoldsSealed { get; init; }
}
