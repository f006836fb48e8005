using System.Collections.ObjectModel;
using LlmGateway.Core.Chats;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Pipeline;

/// <summary>An HTTP request as the gateway sees it, from whichever host it came (Lambda, Kestrel).</summary>
public sealed record GatewayHttpRequest
{
    /// <summary>Sent back as <c>x-request-id</c> and in every log line.</summary>
    public required string RequestId { get; init; }

    public required string Method { get; init; }

    /// <summary>Below the stage, percent-decoded once: <c>/v1/models/us.anthropic.claude…</c>.</summary>
    public required string Path { get; init; }

    /// <summary>By name, case-insensitively.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Query parameters, decoded; of one that came several times, the last.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public ReadOnlyMemory<byte> Body { get; init; }

    public required CallerIdentity Caller { get; init; }

    /// <summary>Why the host lets this request in no further, told in the words of its protocol. Null: it may pass.</summary>
    internal GatewayError? Refusal { get; init; }

    /// <summary>A protocol of the host's own for this request; null: the path names it.</summary>
    internal IChatProtocol? Protocol { get; init; }

    /// <summary>What the connection remembers of responses that are kept nowhere else; null: the request came by no connection that does.</summary>
    internal IResponseSession? Session { get; init; }

    /// <summary>The caller wants no more of the answer, and is there to be told what there is of it. For hosts that learn of it themselves.</summary>
    internal CancellationToken Cancelled { get; init; }

    /// <summary>When the host gives up on this request. The pipeline ends a running answer with an error event 2 s before. Null: never.</summary>
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>The way back to the client. Written by one request at a time, in order.</summary>
public interface IGatewayHttpResponse
{
    /// <summary>Sends status and headers. Called once, before any body.</summary>
    ValueTask StartAsync(int status, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken);

    /// <summary>Sends a piece of the body at once: nothing is held back. The memory is the caller's again when this completes.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>The body is complete: the client need not wait for what the gateway still does (keep the answer, account for it).</summary>
    ValueTask EndAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
