namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Operations of Bedrock Runtime that the simulator speaks.</summary>
internal enum BedrockOperation
{
    Converse,
    ConverseStream,
    InvokeModel,
    InvokeModelWithResponseStream,
    CountTokens,
}

/// <summary>Model and operation that a path names.</summary>
/// <param name="ModelId">Id or ARN, decoded.</param>
/// <param name="Operation">The last part of the path.</param>
internal sealed record BedrockTarget(string ModelId, BedrockOperation Operation)
{
    public bool Streams => Operation is BedrockOperation.ConverseStream or BedrockOperation.InvokeModelWithResponseStream;

    /// <summary>The action that IAM is asked about: Converse and InvokeModel share theirs.</summary>
    public string Action => Operation switch
    {
        BedrockOperation.CountTokens => "bedrock:CountTokens",
        _ when Streams => "bedrock:InvokeModelWithResponseStream",
        _ => "bedrock:InvokeModel",
    };

    /// <summary>Reads <c>/model/{id}/{operation}</c>, the id percent-encoded; null for any other path.</summary>
    public static BedrockTarget? Parse(string rawPath)
    {
        if (!rawPath.StartsWith("/model/", StringComparison.Ordinal)) return null;
        var slash = rawPath.LastIndexOf('/');
        if (slash <= "/model/".Length || OperationOf(rawPath[(slash + 1)..]) is not { } operation) return null;
        return new BedrockTarget(Uri.UnescapeDataString(rawPath["/model/".Length..slash]), operation);
    }

    public static BedrockOperation? OperationOf(string name) => name switch
    {
        "converse" => BedrockOperation.Converse,
        "converse-stream" => BedrockOperation.ConverseStream,
        "invoke" => BedrockOperation.InvokeModel,
        "invoke-with-response-stream" => BedrockOperation.InvokeModelWithResponseStream,
        "count-tokens" => BedrockOperation.CountTokens,
        _ => null,
    };
}
