using Amazon.CDK.AWS.KMS;

namespace LlmGateway.Constructs;

/// <summary>Props of <see cref="LlmRestGateway"/>. Only <see cref="Models"/> is required.</summary>
public sealed record LlmRestGatewayProps
{
    /// <summary>The models to offer, each by a name of its own; the first is the one for requests that name none. The function may call these, and no other.</summary>
    public required IReadOnlyList<Model> Models { get; init; }

    /// <summary>Who may call. Default: <see cref="GatewayAuthorization.Iam"/>, since it needs no secret and is closed to everybody who was not let in.</summary>
    public GatewayAuthorization Authorization { get; init; } = GatewayAuthorization.Iam;

    /// <summary>Who may use which models. Default: whoever may call may use all.</summary>
    public IReadOnlyList<ModelAccess> Access { get; init; } = [];

    /// <summary>Answers that were given before are given again from here. Default: none; every question goes to a model.</summary>
    public QaCache? Cache { get; init; }

    /// <summary>
    /// Chats that the gateway keeps for the native protocol: <c>chat_id</c> continues one, <c>/v1/chats</c> lists, reads and deletes the caller's own.
    /// Default: none; each request stands alone.
    /// </summary>
    public ChatHistory? History { get; init; }

    /// <summary>
    /// What the models should know: found for each question in these sources, side by side, and shown to the model in their order.
    /// Default: none; a model knows what it was taught.
    /// </summary>
    public IReadOnlyList<Knowledge> Knowledge { get; init; } = [];

    /// <summary>
    /// Where running requests are known, so that <c>POST /v1/requests/{request_id}/cancel</c> stops one: <c>new RequestTable(this, "Requests")</c>, or the one of a
    /// WebSocket gateway. Default: none; a request is cancelled by closing its connection.
    /// </summary>
    public RequestTable? Requests { get; init; }

    /// <summary>The HTTP side: endpoint, domain, CORS, throttling, web ACL. Default: a regional endpoint for up to 100 requests a second.</summary>
    public GatewayApi Api { get; init; } = new();

    /// <summary>The Lambda function: architecture, memory, network, environment. Default: arm64 with 512 MB, outside any VPC.</summary>
    public GatewayFunction Function { get; init; } = new();

    /// <summary>Logs. Default: access log and function log for one month, without prompts and answers.</summary>
    public GatewayLogs Logs { get; init; } = new();

    /// <summary>
    /// The customer's key that encrypts the logs and the function's environment. Default: none; AWS encrypts both with keys of its own. The cache's table has
    /// its own: <see cref="QaCacheProps.EncryptionKey"/>.
    /// </summary>
    public IKey? EncryptionKey { get; init; }

    /// <summary>The gateway's name: dimension of its metrics, field of its logs. Default: the construct's path, such as <c>QuickStart/Gateway</c>.</summary>
    public string? Name { get; init; }
}
