using LlmGateway.Core.Aws;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>
/// Features that an Anthropic client asks for by the header <c>anthropic-beta</c>, as Bedrock has them. One that it does not know fails the whole request
/// ("invalid beta flag"), and coding agents send some with each: those that are known to be refused stay behind, by name. All others pass, so that what is new works
/// on the day that Bedrock takes it; where one of them is refused, the request is asked again without any. The list: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html,
/// and what users of Claude Code and LiteLLM found by asking.
/// </summary>
internal static class BedrockBetas
{
    private static readonly HashSet<string> Refused = new(StringComparer.Ordinal)
    {
        "advisor-tool-2026-03-01", "code-execution-2025-08-25", "extended-cache-ttl-2025-04-11", "fast-mode-2026-02-01", "files-api-2025-04-14",
        "mcp-client-2025-04-04", "mcp-client-2025-11-20", "mcp-servers-2025-12-04", "oauth-2025-04-20", "per-turn-control-2026-07-01",
        "prompt-caching-scope-2026-01-05", "redact-thinking-2026-02-12", "skills-2025-10-02", "structured-outputs-2025-11-13",
        "token-efficient-tools-2026-03-28", "web-fetch-2025-09-10", "web-search-2025-03-05",
    };

    // The same under another name.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal) { ["advanced-tool-use-2025-11-20"] = "tool-search-tool-2025-10-19" };

    /// <summary>Those that Bedrock is asked for; what stays behind is named in <see cref="UpstreamCall.Dropped"/>.</summary>
    public static IReadOnlyList<string> Of(UpstreamCall call)
    {
        List<string> asked = [];
        foreach (var beta in call.Betas)
        {
            if (Refused.Contains(beta)) call.Dropped.Add($"anthropic-beta.{beta}");
            else asked.Add(NameOf(beta));
        }
        return asked;
    }

    /// <summary>Bedrock's name of a beta.</summary>
    public static string NameOf(string beta) => Renamed.GetValueOrDefault(beta, beta);

    /// <summary>Bedrock does not have one of them for this model.</summary>
    public static bool AreRefusedBy(AwsServiceException error) =>
        error.Type == "ValidationException" && error.Detail?.Contains("invalid beta flag", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Names them as left out.</summary>
    public static void LeaveBehind(IReadOnlyList<string> betas, UpstreamCall call)
    {
        foreach (var beta in betas) call.Dropped.Add($"anthropic-beta.{beta}");
    }
}
