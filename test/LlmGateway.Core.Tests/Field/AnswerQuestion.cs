using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.Core.Tests.Field;

/// <summary>The request to which an odd answer comes, in each protocol, with two tools.</summary>
internal static class AnswerQuestion
{
    private const string Parameters = """{"type":"object","properties":{"x":{"type":"integer"}}}""";

    public static byte[] To(string model, string route, bool streamed)
    {
        var body = route switch
        {
            "/v1/chat/completions" => $$$"""{"messages":[{"role":"user","content":"Hi"}],"stream_options":{{{(streamed ? """{"include_usage":true}""" : "null")}}},"tools":[{"type":"function","function":{"name":"f","parameters":{{{Parameters}}}}},{"type":"function","function":{"name":"g","parameters":{{{Parameters}}}}}]}""",
            "/v1/messages" => $$$"""{"messages":[{"role":"user","content":"Hi"}],"max_tokens":99,"tools":[{"name":"f","input_schema":{{{Parameters}}}},{"name":"g","input_schema":{{{Parameters}}}}]}""",
            "/v1/responses" => $$$"""{"input":"Hi","reasoning":{"summary":"auto"},"store":false,"tools":[{"type":"function","name":"f","parameters":{{{Parameters}}}},{"type":"function","name":"g","parameters":{{{Parameters}}}}]}""",
            "/v1/messages/count_tokens" => """{"messages":[{"role":"user","content":"Hi"}]}""",
            "/v1/embeddings" => $$"""{"input":"Hi","encoding_format":"{{(streamed ? "base64" : "float")}}"}""",
            _ => """{"prompt":"Hi"}""",
        };
        var json = JsonNode.Parse(body)!.AsObject();
        json["model"] = model;
        if (route is not ("/v1/embeddings" or "/v1/messages/count_tokens")) json["stream"] = streamed;
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
