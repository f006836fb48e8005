using Amazon.CDK.AWS.KMS;

namespace LlmGateway.Constructs;

/// <summary>What every function that asks models is made of, whichever API is in front of it.</summary>
internal sealed record AnsweringParts
{
    public required string Name { get; init; }
    public required IReadOnlyList<Model> Models { get; init; }
    public required IReadOnlyList<ModelAccess> Access { get; init; }
    public QaCache? Cache { get; init; }
    public RequestTable? Requests { get; init; }
    public ChatHistory? History { get; init; }
    public IReadOnlyList<Knowledge> Knowledge { get; init; } = [];
    public required GatewayFunction Function { get; init; }
    public required GatewayLogs Logs { get; init; }
    public IKey? EncryptionKey { get; init; }

    /// <summary>Every answer is streamed, and nothing but questions is served.</summary>
    public bool StreamsOnly { get; init; }

    public static AnsweringParts Of(string name, LlmWebSocketGatewayProps props, RequestTable requests) => new()
    {
        Name = name,
        Models = props.Models,
        Access = props.Access,
        Cache = props.Cache,
        Requests = requests,
        StreamsOnly = true,
        History = props.History,
        Knowledge = props.Knowledge,
        Function = props.Function,
        Logs = props.Logs,
        EncryptionKey = props.EncryptionKey,
    };

    public static AnsweringParts Of(string name, LlmRestGatewayProps props) => new()
    {
        Name = name,
        Models = props.Models,
        Access = props.Access,
        Cache = props.Cache,
        Requests = props.Requests,
        History = props.History,
        Knowledge = props.Knowledge,
        Function = props.Function,
        Logs = props.Logs,
        EncryptionKey = props.EncryptionKey,
    };
}
