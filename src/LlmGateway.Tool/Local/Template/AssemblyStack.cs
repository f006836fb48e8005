namespace LlmGateway.Tool.Local.Template;

/// <summary>A stack of a cloud assembly.</summary>
internal sealed record AssemblyStack
{
    /// <summary>As the CDK's command line shows it.</summary>
    public required string Id { get; init; }

    /// <summary>As CloudFormation will know it.</summary>
    public required string Name { get; init; }

    public required string TemplatePath { get; init; }

    /// <summary>Null: the app left it open.</summary>
    public string? Account { get; init; }

    /// <summary>Null: the app left it open.</summary>
    public string? Region { get; init; }

    public required AssetManifest Assets { get; init; }
}
