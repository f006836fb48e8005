using System.Buffers;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Knowledge;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Telemetry;
using LlmGateway.Shared;

namespace LlmGateway.Core.Pipeline;

/// <summary>One request on its road: what the steps have found out so far. Used by one step at a time.</summary>
internal sealed class Exchange(GatewayHttpRequest request, IGatewayHttpResponse response, DateTimeOffset startedAt, long startedTicks)
{
    public GatewayHttpRequest Request { get; set; } = request;
    public IGatewayHttpResponse Response { get; } = response;
    public DateTimeOffset StartedAt { get; } = startedAt;
    public long StartedTicks { get; } = startedTicks;

    /// <summary>Bytes on their way out; emptied with every write.</summary>
    public ArrayBufferWriter<byte> Output { get; } = new(1024);

    public string Route { get; set; } = "unknown";
    public IChatProtocol? Protocol { get; set; }
    public ParsedChat? Parsed { get; set; }
    public CatalogModel? Model { get; set; }

    /// <summary>What knowledge and cached answers are looked for in; null: the request names no scope.</summary>
    public string? Scope => (Parsed?.NodeId ?? Request.Headers.GetValueOrDefault(HandlerContract.Headers.Scope)) is { Length: > 0 } scope ? scope : null;

    /// <summary>The caller's bytes as the model server takes them: with the files that they name, without what it can't read. Null: they go as they are.</summary>
    public ReadOnlyMemory<byte>? FilledBody { get; set; }

    /// <summary>What the model is shown beside the question; null: this gateway has no knowledge.</summary>
    public Grounding? Grounding { get; set; }

    /// <summary>The request as the model sees it.</summary>
    public ChatRequest Asking => Grounding?.Join(Parsed!.Request) ?? Parsed!.Request;

    /// <summary>Null: the cache does not apply.</summary>
    public AnswerKeys? CacheKeys { get; set; }

    /// <summary>Of the question, for those who ask it in other words; null: none was made.</summary>
    public float[]? QuestionVector { get; set; }

    /// <summary>This request asks the model for all who ask the same.</summary>
    public HeldLease? Lease { get; set; }

    /// <summary>The answer that another request gets to the same question is given as it comes; null: it is not.</summary>
    public SharedText? Followed { get; set; }

    public CacheState Cache { get; set; }
    public CachedAnswer? CachedAnswer { get; set; }

    /// <summary>Fields that the upstream had to leave out.</summary>
    public List<string> Dropped { get; } = [];

    public GatheredAnswer Answer { get; } = new();

    /// <summary>The model's newer answer, for those who come later; null: it was not asked.</summary>
    public GatheredAnswer? Renewed { get; set; }

    /// <summary>The writer of this answer, once it has begun.</summary>
    public IAnswerWriter? Writer { get; set; }

    /// <summary>Status as sent; 0: nothing went out yet.</summary>
    public int Status { get; set; }

    /// <summary>The upstream was asked: from here on the answer may cost something.</summary>
    public bool Asked { get; set; }

    /// <summary>We ended the upstream's answer: the client went away, or the time was up.</summary>
    public bool CutOff { get; set; }

    /// <summary>The turn is in its chat.</summary>
    public bool Remembered { get; set; }

    public long? FirstEventTicks { get; set; }

    /// <summary>The client had all; null: not yet.</summary>
    public long? EndedTicks { get; set; }
    public bool CompletedWhole { get; set; }
    public bool Cancelled { get; set; }
    public GatewayError? Error { get; set; }
}
