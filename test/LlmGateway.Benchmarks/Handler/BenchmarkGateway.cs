using System.Text.Json.Nodes;

namespace LlmGateway.Benchmarks.Handler;

/// <summary>The gateway that is measured: a Bedrock model and an answer cache, as QuickStart has them.</summary>
internal static class BenchmarkGateway
{
    public const string Model = "anthropic.claude-benchmark-v1:0";

    public static Dictionary<string, string> Environment(Uri bedrock) => new()
    {
        ["_HANDLER"] = "rest",
        ["LLM_GATEWAY_CONFIG"] = new JsonObject
        {
            ["name"] = "benchmark",
            ["models"] = new JsonArray(new JsonObject
            {
                ["alias"] = "claude",
                ["upstream"] = "bedrock",
                ["model"] = Model,
                ["price"] = new JsonObject { ["input"] = 1, ["output"] = 5 },
            }),
            ["cache"] = new JsonObject { ["table"] = "answers", ["scope"] = "identity" },
        }.ToJsonString(),
        ["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] = bedrock.ToString().TrimEnd('/'),
    };

    /// <summary>A chat request with an earlier turn in it: no first question, so that the cache stays out of the figures.</summary>
    public static string ChatBody(bool stream) => new JsonObject
    {
        ["model"] = "claude",
        ["stream"] = stream,
        ["max_tokens"] = 256,
        ["messages"] = new JsonArray(
            new JsonObject { ["role"] = "system", ["content"] = "You answer shortly." },
            new JsonObject { ["role"] = "user", ["content"] = "What is wrong with node 42?" },
            new JsonObject { ["role"] = "assistant", ["content"] = "Its link is down." },
            new JsonObject { ["role"] = "user", ["content"] = "Since when?" }),
    }.ToJsonString();
}
