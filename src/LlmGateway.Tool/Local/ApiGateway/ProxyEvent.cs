using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>Writes the event that API Gateway gives to a function by Lambda proxy integration (payload version 1.0).</summary>
internal static class ProxyEvent
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(ApiRequest request)
    {
        using var output = new MemoryStream(request.Signed.Body.Length + 4096);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("resource", request.Method.ResourcePath);
            json.WriteString("path", request.Path);
            json.WriteString("httpMethod", request.HttpMethod);
            WriteParameters(json, request);
            json.WritePropertyName("requestContext");
            RequestContextJson.Write(json, request);
            WriteBody(json, request);
            json.WriteEndObject();
        }
        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }

    /// <summary>Headers, query, path and stage parameters: also what a REQUEST authorizer is told.</summary>
    internal static void WriteParameters(Utf8JsonWriter json, ApiRequest request)
    {
        var headers = HeadersOf(request).ToList();
        WriteMap(json, "headers", headers, (name, values) => json.WriteString(name, values[^1]));
        WriteMap(json, "multiValueHeaders", headers, (name, values) => WriteList(json, name, values));
        WriteMap(json, "queryStringParameters", request.Query, (name, values) => json.WriteString(name, values[^1]));
        WriteMap(json, "multiValueQueryStringParameters", request.Query, (name, values) => WriteList(json, name, values));
        WriteMap(json, "pathParameters", [.. request.Route.PathParameters], json.WriteString);
        WriteMap(json, "stageVariables", [.. request.Stage.Variables], json.WriteString);
    }

    private static IEnumerable<KeyValuePair<string, List<string>>> HeadersOf(ApiRequest request)
    {
        var host = request.Http.Request.Host.ToString();
        foreach (var (name, values) in request.Http.Request.Headers)
        {
            // The connection's own headers end at API Gateway.
            if (name is "Connection" or "Transfer-Encoding" or "Content-Length" or "Expect") continue;
            yield return new(name, [.. values.Select(value => value ?? "")]);
        }
        yield return new("X-Amzn-Trace-Id", [$"Root=1-{request.ReceivedAt.ToUnixTimeSeconds():x8}-{request.RequestId.Replace("-", "", StringComparison.Ordinal)[..24]}"]);
        yield return new("X-Forwarded-For", [request.SourceIp]);
        yield return new("X-Forwarded-Port", [(request.Http.Connection.LocalPort).ToString(CultureInfo.InvariantCulture)]);
        yield return new("X-Forwarded-Proto", [request.Http.Request.Scheme]);
        if (host.Length == 0) yield return new("Host", ["127.0.0.1"]);
    }

    private static void WriteMap<T>(Utf8JsonWriter json, string name, IReadOnlyCollection<KeyValuePair<string, T>> pairs, Action<string, T> write)
    {
        // API Gateway writes null in place of an empty map.
        if (pairs.Count == 0)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        foreach (var (key, value) in pairs) write(key, value);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, List<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void WriteBody(Utf8JsonWriter json, ApiRequest request)
    {
        var body = request.Signed.Body;
        var isBinary = body.Length > 0 && BinaryMedia.Includes(request.Api.BinaryMediaTypes, request.Http.Request.ContentType);
        if (body.Length == 0) json.WriteNull("body");
        else if (isBinary) json.WriteBase64String("body", body.Span);
        // Bytes that are no UTF-8 become replacement characters, as they do in AWS.
        else json.WriteString("body", Encoding.UTF8.GetString(body.Span));
        json.WriteBoolean("isBase64Encoded", isBinary);
    }
}

/// <summary>Which contents an API takes as bytes.</summary>
internal static class BinaryMedia
{
    /// <summary>Whether a content type (or the first of an Accept header) is one of the API's binary media types.</summary>
    public static bool Includes(IReadOnlyList<string> types, string? contentType)
    {
        if (types.Count == 0) return false;
        if (types.Contains("*/*")) return true;
        return MediaTypeHeaderValue.TryParse(contentType?.Split(',')[0], out var media)
            && types.Any(type => string.Equals(type, media.MediaType, StringComparison.OrdinalIgnoreCase)
                || (type.EndsWith("/*", StringComparison.Ordinal) && media.MediaType!.StartsWith(type[..^1], StringComparison.OrdinalIgnoreCase)));
    }
}
