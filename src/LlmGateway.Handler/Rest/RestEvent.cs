using LlmGateway.Handler.Authorization;

namespace LlmGateway.Handler.Rest;

/// <summary>What the handler reads of an API Gateway REST proxy event (payload format 1.0).</summary>
internal sealed class RestEvent
{
    public string? Method { get; set; }

    /// <summary>The path as it was called, below the stage; behind a custom domain it begins with the base path.</summary>
    public string? Path { get; set; }

    /// <summary>The route: <c>/v1/models/{id+}</c>.</summary>
    public string? Resource { get; set; }

    public List<KeyValuePair<string, string>> PathParameters { get; } = [];

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Decoded by API Gateway; of one that came several times, the last.</summary>
    public Dictionary<string, string> Query { get; } = new(StringComparer.Ordinal);

    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>The id that API Gateway gave the request, and shows its caller as <c>x-amzn-requestid</c>.</summary>
    public string? RequestId { get; set; }

    /// <summary>Who calls.</summary>
    public VerifiedFacts Caller { get; } = new();
}
