using Amazon.CDK.AWS.KMS;

namespace LlmGateway.Constructs;

/// <summary>Props of <see cref="LlmWebSocketGateway"/>. Only <see cref="Models"/> is required.</summary>
public sealed record LlmWebSocketGatewayProps
{
    /// <summary>The models to offer, each by a name of its own; the first is the one for messages that name none. The worker may call these, and no other.</summary>
    public required IReadOnlyList<Model> Models { get; init; }

    /// <summary>
    /// Who may connect. Default: <see cref="GatewayAuthorization.Iam"/>. Browsers can't sign or send headers with a WebSocket: for them, presign the URL.
    /// </summary>
    public GatewayAuthorization Authorization { get; init; } = GatewayAuthorization.Iam;

    /// <summary>Who may use which models. Default: whoever may connect may use all.</summary>
    public IReadOnlyList<ModelAccess> Access { get; init; } = [];

    /// <summary>Answers that were given before are given again from here. Default: none; every question goes to a model.</summary>
    public QaCache? Cache { get; init; }

    /// <summary>Chats that the gateway keeps: <c>chat_id</c> continues one. Default: none; each message stands alone.</summary>
    public ChatHistory? History { get; init; }

    /// <summary>
    /// What the models should know: found for each question in these sources, side by side, and shown to the model in their order.
    /// Default: none; a model knows what it was taught.
    /// </summary>
    public IReadOnlyList<Knowledge> Knowledge { get; init; } = [];

    /// <summary>Where connections and running requests are known. Default: a table of the gateway's own; give a REST gateway the same, and it can cancel them.</summary>
    public RequestTable? Requests { get; init; }

    /// <summary>What becomes of a running answer whose connection goes. Default: <see cref="LlmGateway.Constructs.OnDisconnect.Finish"/>.</summary>
    public OnDisconnect OnDisconnect { get; init; } = OnDisconnect.Finish;

    /// <summary>Limits of all callers together, in messages. Default: 100 a second, bursts of 200.</summary>
    public GatewayThrottle Throttle { get; init; } = new();

    /// <summary>
    /// A domain of your own. Default: the one that API Gateway gives. A <see cref="GatewayDomain.BasePath"/> tells several APIs of one domain apart.
    /// </summary>
    public GatewayDomain? Domain { get; init; }

    /// <summary>The Lambda function that answers: architecture, memory, network, environment. Default: arm64 with 512 MB, outside any VPC.</summary>
    public GatewayFunction Function { get; init; } = new();

    /// <summary>Logs. Default: access log and function logs for one month, without prompts and answers.</summary>
    public GatewayLogs Logs { get; init; } = new();

    /// <summary>The customer's key that encrypts logs, the functions' environment, and the table and queue that the gateway makes itself. Default: none; AWS encrypts with keys of its own.</summary>
    public IKey? EncryptionKey { get; init; }

    /// <summary>The gateway's name: dimension of its metrics, field of its logs. Default: the construct's path, such as <c>TeamChat/Socket</c>.</summary>
    public string? Name { get; init; }
}
