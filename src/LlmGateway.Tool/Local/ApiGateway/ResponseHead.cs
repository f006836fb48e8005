using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>Status and headers of a function's answer: of a whole one, or the metadata before a stream.</summary>
internal sealed record ResponseHead
{
    /// <summary>Headers that API Gateway keeps for itself.</summary>
    private static readonly HashSet<string> Own = new(["Connection", "Transfer-Encoding", "Content-Length", "Keep-Alive"], StringComparer.OrdinalIgnoreCase);

    public required int Status { get; init; }
    public required IReadOnlyList<KeyValuePair<string, StringValues>> Headers { get; init; }

    /// <exception cref="RefusedException">It has the wrong form.</exception>
    public static ResponseHead From(JsonObject answer)
    {
        if (!int.TryParse(answer["statusCode"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status is < 100 or > 599)
            throw Malformed("its statusCode is no HTTP status");
        var headers = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in Map(answer, "headers")) Add(headers, name, [Text(value)]);
        // A header in both maps is taken from the one with many values.
        foreach (var (name, value) in Map(answer, "multiValueHeaders"))
        {
            headers.Remove(name);
            Add(headers, name, value is JsonArray values ? values.Select(Text) : throw Malformed($"multiValueHeaders.{name} is no list"));
        }
        if (answer["cookies"] is JsonArray cookies) Add(headers, "Set-Cookie", cookies.Select(Text));
        return new ResponseHead { Status = status, Headers = [.. headers.Select(pair => new KeyValuePair<string, StringValues>(pair.Key, pair.Value.ToArray()))] };
    }

    public void Apply(ApiRequest request)
    {
        var response = request.Http.Response;
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
            if (!Own.Contains(name)) response.Headers[name] = name.Equals("location", StringComparison.OrdinalIgnoreCase) ? request.ToLocal(value.ToString()) : value;
        if (string.IsNullOrEmpty(response.ContentType)) response.ContentType = "application/json";
        response.Headers["x-amzn-RequestId"] = request.RequestId;
        response.Headers["x-amz-apigw-id"] = RequestContextJson.ExtendedId(request.RequestId);
    }

    private static JsonObject Map(JsonObject answer, string name) => answer[name] switch
    {
        null => [],
        JsonObject map => map,
        _ => throw Malformed($"its {name} are no object"),
    };

    private static void Add(Dictionary<string, List<string>> headers, string name, IEnumerable<string> values)
    {
        if (!headers.TryGetValue(name, out var known)) headers[name] = known = [];
        known.AddRange(values);
    }

    private static string Text(JsonNode? value) => value?.ToString() ?? "";

    private static RefusedException Malformed(string why) => new(GatewayRefusal.MalformedProxyResponse, $"the function's answer is no Lambda proxy response: {why}");
}
