namespace LlmGateway.Tool.Local.Lambda;

/// <summary>A function of the template; every intrinsic resolved.</summary>
internal sealed record LambdaFunction
{
    public required string LogicalId { get; init; }
    public required string Name { get; init; }
    public required string Arn { get; init; }

    /// <summary>ARN of the role it runs as.</summary>
    public required string RoleArn { get; init; }

    public required string Runtime { get; init; }
    public required string Handler { get; init; }
    public required string Architecture { get; init; }
    public required TimeSpan Timeout { get; init; }

    /// <summary>In MB.</summary>
    public required int MemorySize { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Where Lambda writes its logs.</summary>
    public required string LogGroup { get; init; }

    /// <summary>The asset: a zip file or a folder.</summary>
    public required string CodePath { get; init; }

    /// <summary>Reserved concurrency; null: none is reserved.</summary>
    public int? ReservedConcurrency { get; init; }
}
