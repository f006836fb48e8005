using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.Tool.Local.KnowledgeBases;
using LlmGateway.Tool.Local.Search;
using LlmGateway.Tool.Local.Site;
using LlmGateway.Tool.Local.Template;
using LlmGateway.Tool.Local.Vectors;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>Whom the local AWS endpoint knows, and what it holds.</summary>
internal sealed record AwsFrontDoorOptions
{
    /// <summary>The account of ARNs that callers only name in part.</summary>
    public required string Account { get; init; }

    /// <summary>Of calls that carry none, such as those with a Bedrock API key.</summary>
    public required string Region { get; init; }

    public string Partition { get; init; } = "aws";

    /// <summary>Who may sign.</summary>
    public required IReadOnlyList<LocalPrincipal> Principals { get; init; }

    /// <summary>Bedrock API keys: bearer token to the principal it speaks for.</summary>
    public IReadOnlyDictionary<string, LocalPrincipal> BedrockApiKeys { get; init; } = new Dictionary<string, LocalPrincipal>();

    /// <summary>Files of the deployment, as S3 has them; null: none.</summary>
    public AssetManifest? Assets { get; init; }

    /// <summary>The stack's buckets; null: none.</summary>
    public StackBuckets? Buckets { get; init; }

    public IReadOnlyList<LocalTable> Tables { get; init; } = [];
    public IReadOnlyList<LocalSecret> Secrets { get; init; } = [];
    public IReadOnlyList<LocalParameter> Parameters { get; init; } = [];

    /// <summary>Domains and collections of OpenSearch.</summary>
    public IReadOnlyList<LocalSearchHost> SearchHosts { get; init; } = [];

    /// <summary>Indexes of S3 Vectors.</summary>
    public IReadOnlyList<LocalVectorIndex> VectorIndexes { get; init; } = [];

    /// <summary>Knowledge bases that files were given for.</summary>
    public IReadOnlyList<LocalKnowledgeBase> KnowledgeBases { get; init; } = [];

    /// <summary>ARN of each application inference profile of the template to the model or profile that it copies.</summary>
    public IReadOnlyDictionary<string, string> ApplicationProfiles { get; init; } = new Dictionary<string, string>();

    /// <summary>Services beside those of the front door itself, by the names that signatures call them.</summary>
    public IReadOnlyDictionary<string, IAwsService> MoreServices { get; init; } = new Dictionary<string, IAwsService>();

    /// <summary>What the simulator does; ignored when <see cref="RealBedrock"/>.</summary>
    public SimulatorScript Script { get; init; } = SimulatorScript.Default;

    /// <summary>Send Bedrock calls that the local policies allow to AWS, signed by the developer's own credentials.</summary>
    public bool RealBedrock { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether DynamoDB throttles an operation; null: never.</summary>
    public Func<string, bool>? DynamoThrottle { get; init; }

    /// <summary>Told of each authorization decision, for <c>--trace</c> and for tests.</summary>
    public Action<AwsDecision>? OnDecision { get; init; }
}
