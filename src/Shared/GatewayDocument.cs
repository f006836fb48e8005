using System.Text.Json.Serialization;

namespace LlmGateway.Shared;

/// <summary>All that the constructs tell the handler about one gateway: one JSON document, written at synth, read at start.</summary>
internal sealed record GatewayDocument
{
    /// <summary>The gateway's name: dimension of its metrics, field of its logs.</summary>
    public required string Name { get; init; }

    /// <summary>The catalog, in the order of its declaration; the first is the default for requests that name none.</summary>
    public required IReadOnlyList<ModelDocument> Models { get; init; }

    /// <summary>Who may use which models; the first rule that matches a caller decides. No rules: everybody who got in may use all.</summary>
    public IReadOnlyList<AccessDocument>? Access { get; init; }

    /// <summary>Names of API keys by their ids.</summary>
    public IReadOnlyDictionary<string, string>? KeyNames { get; init; }

    public CacheDocument? Cache { get; init; }

    public CorsDocument? Cors { get; init; }

    /// <summary>Table of requests in flight: null: requests can't be cancelled from elsewhere, and there are no WebSocket connections.</summary>
    public string? Requests { get; init; }

    /// <summary>Null: chats are not kept.</summary>
    public HistoryDocument? History { get; init; }

    /// <summary>Sources of knowledge, in the order in which their passages are shown. Null: none.</summary>
    public IReadOnlyList<KnowledgeDocument>? Knowledge { get; init; }

    /// <summary>WebSocket: a connection that goes takes its answers with it. Null: they are finished, and can be resumed.</summary>
    public bool? CancelOnDisconnect { get; init; }
}

/// <summary>Where chats are kept.</summary>
internal sealed record HistoryDocument
{
    public required string Table { get; init; }

    /// <summary>Seconds that a chat lives after its last turn; null: for ever.</summary>
    public long? TtlSeconds { get; init; }
}

/// <summary>An alias and the road to the model behind it.</summary>
internal sealed record ModelDocument
{
    /// <summary>The name that clients send as <c>model</c>.</summary>
    public required string Alias { get; init; }

    /// <summary>One of <see cref="UpstreamKinds"/>.</summary>
    public required string Upstream { get; init; }

    /// <summary>Model id, inference-profile id or ARN, as the upstream wants it.</summary>
    public required string Model { get; init; }

    /// <summary>Bedrock's region; null: the function's own.</summary>
    public string? Region { get; init; }

    /// <summary>Base URL of an OpenAI-compatible server or of Anthropic, <c>/v1</c> included.</summary>
    public string? Endpoint { get; init; }

    public CredentialDocument? Credential { get; init; }

    public CapabilitiesDocument? Capabilities { get; init; }

    /// <summary>Used where a request names none. Null: 0.0.</summary>
    public double? Temperature { get; init; }

    /// <summary>Used where a request names none. Null: 4096.</summary>
    public int? MaxTokens { get; init; }

    public PriceDocument? Price { get; init; }

    /// <summary>Reads every prompt and answer of the model. Null: none does, unless a request names one of <see cref="CallerGuardrails"/>.</summary>
    public GuardrailDocument? Guardrail { get; init; }

    /// <summary>Guardrails that a request may name instead. Null: none.</summary>
    public IReadOnlyList<GuardrailDocument>? CallerGuardrails { get; init; }
}

/// <summary>A guardrail of Bedrock.</summary>
internal sealed record GuardrailDocument
{
    /// <summary>Id or ARN.</summary>
    public required string Id { get; init; }

    /// <summary>A number, or <c>DRAFT</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Answers tell what it found.</summary>
    public bool? Trace { get; init; }
}

internal static class UpstreamKinds
{
    public const string Bedrock = "bedrock";
    public const string OpenAi = "openai";
    public const string Anthropic = "anthropic";
}

/// <summary>Where an upstream's key is kept. Exactly one of <see cref="SecretArn"/>, <see cref="Parameter"/> and <see cref="Variable"/>.</summary>
internal sealed record CredentialDocument
{
    public string? SecretArn { get; init; }

    /// <summary>Field of a JSON secret; null: the secret's whole text is the key.</summary>
    public string? Field { get; init; }

    /// <summary>Name of an SSM SecureString parameter.</summary>
    public string? Parameter { get; init; }

    /// <summary>Name of an environment variable: for servers outside AWS. The constructs never write one, since a function's environment is no place for a secret.</summary>
    public string? Variable { get; init; }
}

/// <summary>US dollars per million tokens.</summary>
internal sealed record PriceDocument
{
    public required decimal Input { get; init; }
    public required decimal Output { get; init; }
    public decimal? CacheRead { get; init; }
    public decimal? CacheWrite { get; init; }
}

/// <summary>Aliases that the callers of a rule may use.</summary>
internal sealed record AccessDocument
{
    /// <summary>Exact, or a prefix followed by <c>*</c>. Null: the rule is for a group.</summary>
    public string? Subject { get; init; }

    /// <summary>Members of this group. Null: the rule is for a subject.</summary>
    public string? Group { get; init; }

    public required IReadOnlyList<string> Models { get; init; }
}

internal sealed record CacheDocument
{
    public required string Table { get; init; }

    /// <summary>One of <see cref="CacheScopes"/>.</summary>
    public required string Scope { get; init; }

    /// <summary>Seconds an answer lives; null: for ever.</summary>
    public long? TtlSeconds { get; init; }

    /// <summary>Rules by which questions that differ only in form become the same; see <see cref="NormalizationRules"/>. Null: all.</summary>
    public IReadOnlyList<string>? Normalize { get; init; }

    /// <summary>What must be equal beside the question; see <see cref="KeyParts"/>. Null: all of it.</summary>
    public IReadOnlyList<string>? KeyedBy { get; init; }

    /// <summary>False: answers that operators imported are not looked for, which makes a lookup the read of one item. Null: they are.</summary>
    public bool? Imported { get; init; }

    /// <summary>True: later questions of a conversation are cached too, by all that was said before. Null: first questions alone.</summary>
    public bool? Conversations { get; init; }

    /// <summary>Seconds that a question at most waits for the answer to the same question of another request. Null: each asks the model.</summary>
    public int? WaitSeconds { get; init; }

    /// <summary>Seconds that an answer is still given after <see cref="TtlSeconds"/>, while it is renewed. Null: none.</summary>
    public long? StaleSeconds { get; init; }

    /// <summary>The part of all hits that is written down: 0.05 is one in twenty. Null: none.</summary>
    public double? CountHits { get; init; }

    /// <summary>Questions in other words count as the same. Null: they don't.</summary>
    public NearDocument? Near { get; init; }
}

/// <summary>When a question in other words is the same.</summary>
internal sealed record NearDocument
{
    /// <summary>Makes vectors of questions.</summary>
    public required ModelDocument Model { get; init; }

    /// <summary>Length of the vectors; null: the model's own.</summary>
    public int? Dimensions { get; init; }

    /// <summary>The cosine of the two from which on a second look is taken, 0 to 1.</summary>
    public required double Threshold { get; init; }

    /// <summary>Questions kept for each scope; the newest take the place of the oldest.</summary>
    public required int MostQuestions { get; init; }

    /// <summary>How old what a process knows of the table may be.</summary>
    public required int RefreshSeconds { get; init; }

    /// <summary>ARN of the S3 Vectors index that keeps the vectors. Null: it is not one that does.</summary>
    public string? S3Index { get; init; }

    /// <summary>The index of OpenSearch that keeps the vectors. Null, like <see cref="S3Index"/>: the table of the answers does.</summary>
    public OpenSearchDocument? OpenSearch { get; init; }
}

internal static class KeyParts
{
    /// <summary>The model's alias, and that the same model is still behind it.</summary>
    public const string Model = "model";

    /// <summary>System and developer messages.</summary>
    public const string System = "system";

    /// <summary>Temperature, top_p, the most tokens, stop sequences, where they differ from the model's defaults.</summary>
    public const string Parameters = "parameters";
}

internal static class CacheScopes
{
    /// <summary>Each identity has answers of its own.</summary>
    public const string Identity = "identity";

    /// <summary>All of a tenant share answers; who belongs to none has answers of his own.</summary>
    public const string Tenant = "tenant";

    /// <summary>All who may use the gateway share answers.</summary>
    public const string Shared = "shared";
}

internal static class NormalizationRules
{
    public const string Unicode = "unicode";
    public const string Case = "case";
    public const string Spaces = "spaces";
    public const string EndPunctuation = "end-punctuation";
}

internal sealed record CorsDocument
{
    /// <summary>Exact origins, or <c>*</c>.</summary>
    public required IReadOnlyList<string> Origins { get; init; }
    public bool AllowCredentials { get; init; }
    public IReadOnlyList<string>? ExposeHeaders { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(GatewayDocument))]
[JsonSerializable(typeof(CacheDocument))]
[JsonSerializable(typeof(AuthorizerDocument))]
[JsonSerializable(typeof(DirectoryGroupsDocument))]
[JsonSerializable(typeof(GitHubDocument))]
[JsonSerializable(typeof(SiteDocument))]
internal sealed partial class GatewayDocumentJson : JsonSerializerContext;
