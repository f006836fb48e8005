namespace LlmGateway.Tool.Local.Site;

/// <summary>A CloudFront distribution of the template.</summary>
internal sealed record Distribution
{
    public required string LogicalId { get; init; }

    /// <summary>By which readers know it: CloudFront's own name, and those of the user.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    public string? RootObject { get; init; }

    /// <summary>The default one is the last, and fits everything.</summary>
    public required IReadOnlyList<Behavior> Behaviors { get; init; }
}

/// <summary>What happens to the paths that fit.</summary>
/// <param name="Pattern">Such as <c>/prod/*</c>.</param>
/// <param name="Methods">What may be asked.</param>
/// <param name="Origin">Who answers.</param>
/// <param name="Headers">What every answer carries.</param>
/// <param name="HasFallback">Paths without a dot in their last part are served by <c>index.html</c>.</param>
/// <param name="Compression">Of files on their way to the reader.</param>
internal sealed record Behavior(string Pattern, IReadOnlyList<string> Methods, Origin Origin, IReadOnlyDictionary<string, string> Headers, bool HasFallback, EdgeCompression Compression);

/// <summary>Who answers: exactly one of both; neither, where the local run can't ask.</summary>
/// <param name="Bucket">Objects of this bucket; null: no bucket.</param>
/// <param name="IsOpen">The bucket lets the distribution read.</param>
/// <param name="ApiId">A REST API of the stack; null: none.</param>
/// <param name="Path">Before the path that was asked for.</param>
internal sealed record Origin(string? Bucket, bool IsOpen, string? ApiId, string Path);
